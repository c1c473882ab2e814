package io.telltale.demo;

import io.telltale.demo.Journal.Call;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/**
 * Stands where a service's caller stands, outside of the tracing, and writes into the journal when each call has ended.
 * The first argument of every method is the order's number.
 */
final class Witness {
    private Witness() {}

    static <T> T before(Class<T> type, T service, Journal journal) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type, service, method, arguments, journal)));
    }

    private static Object call(Class<?> type, Object service, Method method, Object[] arguments, Journal journal)
            throws Throwable {
        Call call = new Call(type.getSimpleName() + "." + method.getName(), (long) arguments[0]);
        try {
            Object result = method.invoke(service, arguments);
            if (result instanceof CompletableFuture<?> future) {
                future.whenComplete((value, failure) -> journal.ended(call));
            } else {
                journal.ended(call);
            }
            return result;
        } catch (InvocationTargetException e) {
            journal.ended(call);
            throw e.getCause();
        }
    }
}
