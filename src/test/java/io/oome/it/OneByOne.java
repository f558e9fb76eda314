package io.oome.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The tests of this class share something, and run one after another, while other classes run. @Execution(SAME_THREAD)
 * would also run the class itself in its parent's thread: one thread for all such classes, one class after another. An
 * order of the methods applies to the methods alone.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestMethodOrder(MethodOrderer.MethodName.class)
public @interface OneByOne {}
