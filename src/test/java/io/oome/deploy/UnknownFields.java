package io.oome.deploy;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fields of a manifest that Kubernetes does not know, and ignores silently: the model keeps them as "additional properties". */
public final class UnknownFields {

    private UnknownFields() {}

    public static List<String> of(KubernetesResource resource) {
        List<String> unknown = new ArrayList<>();
        String root = resource instanceof HasMetadata manifest
                ? manifest.getKind()
                : resource.getClass().getSimpleName();
        collect(resource, root, unknown);
        return unknown;
    }

    private static void collect(Object value, String path, List<String> unknown) {
        if (value instanceof Iterable<?> items) {
            items.forEach(it -> collect(it, path, unknown));
        }
        if (!(value instanceof KubernetesResource)) {
            return;
        }
        for (Method method : value.getClass().getMethods()) {
            boolean getter = method.getName().startsWith("get") && method.getParameterCount() == 0;
            if (!getter || method.getDeclaringClass() == Object.class) {
                continue;
            }
            Object property = call(method, value);
            if (method.isAnnotationPresent(JsonAnyGetter.class)) {
                ((Map<?, ?>) property).keySet().forEach(it -> unknown.add(path + '.' + it));
            } else {
                collect(property, path + '.' + name(method), unknown);
            }
        }
    }

    private static Object call(Method getter, Object target) {
        try {
            return getter.invoke(target);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError(getter.toString(), e);
        }
    }

    private static String name(Method getter) {
        String name = getter.getName().substring("get".length());
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
