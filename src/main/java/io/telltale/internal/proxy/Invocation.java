package io.telltale.internal.proxy;

import org.jspecify.annotations.Nullable;

/** The way to the method behind a traced call. */
@FunctionalInterface
public interface Invocation {
    /**
     * Runs the method.
     *
     * @param arguments never null; primitives boxed, a variable number of arguments as one array
     * @return what the method returned; null for {@code void}
     * @throws Throwable the very object that the method threw
     */
    @Nullable Object proceed(@Nullable Object[] arguments) throws Throwable;
}
