package io.oome.nativeimage;

import java.lang.reflect.Method;
import java.security.Provider;
import java.security.Provider.Service;
import java.security.Security;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.graalvm.nativeimage.hosted.Feature;

/**
 * Leaves out algorithms that no connection to a mail server uses, which is all that TLS is for here: 0.7 MB.
 * native-image takes every algorithm of a kind if one of it is used. TLS of JDK 25 has no post-quantum ones, and has
 * dropped the others, or its keystores never were in their format.
 */
public final class UnusedAlgorithms implements Feature {

    private static final List<String> UNUSED = List.of(
            "ML-DSA.*",
            "ML-KEM.*",
            "HSS/LMS",
            "(NONE|SHA.*)with(DSA|DSAinP1363Format)",
            "DSA",
            "DTLS.*",
            "JCEKS",
            "DKS",
            "LDAP",
            "Blowfish",
            "ARCFOUR",
            ".*RC4.*",
            "MD2.*",
            "HmacSHA3-.*",
            ".*/KWP?/.*",
            "DESedeWrap");

    @Override
    public String getDescription() {
        return "Leaves out algorithms that TLS does not use";
    }

    @Override
    public void duringSetup(DuringSetupAccess access) {
        Predicate<String> unused = Pattern.compile(String.join("|", UNUSED)).asMatchPredicate();
        Set<String> removed = new TreeSet<>();
        for (Provider provider : Security.getProviders()) {
            for (Service service : List.copyOf(provider.getServices())) {
                if (unused.test(service.getAlgorithm())) {
                    remove(provider, service);
                    removed.add(service.getAlgorithm());
                }
            }
        }
        String gone = UNUSED.stream()
                .filter(it -> removed.stream().noneMatch(Pattern.compile(it).asMatchPredicate()))
                .collect(Collectors.joining(", "));
        if (!gone.isEmpty()) {
            throw new IllegalStateException(
                    "this JDK has no algorithm " + gone + ": io.oome.nativeimage.UnusedAlgorithms");
        }
    }

    /** Protected; application.properties opens its package. */
    private static void remove(Provider provider, Service service) {
        try {
            Method method = Provider.class.getDeclaredMethod("removeService", Service.class);
            method.setAccessible(true);
            method.invoke(provider, service);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
