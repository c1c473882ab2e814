package io.telltale.internal.capture;

import com.fasterxml.jackson.core.TreeNode;
import java.lang.ref.Reference;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Date;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.stream.BaseStream;

/** The types whose values an observer must leave alone: reading consumes, loads, blocks, or leads into the machinery. */
final class EffectfulTypes {
    private static final List<Class<?>> LEFT_ALONE = List.of(
            Iterator.class,
            Enumeration.class,
            Spliterator.class,
            BaseStream.class,
            Future.class,
            CompletionStage.class,
            Flow.Publisher.class,
            AutoCloseable.class,
            Executor.class,
            Thread.class,
            ThreadGroup.class,
            ThreadLocal.class,
            ClassLoader.class,
            Module.class,
            Process.class,
            ProcessHandle.class,
            Reference.class,
            Lock.class,
            ReadWriteLock.class,
            Condition.class);

    /** Types of other people, known by name: of the class itself or of anything it extends. */
    private static final List<String> LEFT_ALONE_BY_NAME = List.of(
            "java.lang.invoke.",
            "java.lang.reflect.",
            "java.util.concurrent.locks.",
            "java.sql.",
            "javax.sql.",
            "javax.naming.",
            "javax.servlet.",
            "jakarta.servlet.",
            "org.reactivestreams.",
            "org.hibernate.collection.",
            "org.hibernate.proxy.",
            "org.eclipse.persistence.indirection.");

    /** In the names of classes that byte code libraries make: CGLIB, Spring, Javassist, Byte Buddy, Mockito, lambdas. */
    private static final List<String> GENERATED = List.of("$$", "$HibernateProxy$", "$MockitoMock$", "$ByteBuddy$");

    private EffectfulTypes() {}

    static boolean contains(Class<?> type) {
        if (type == Class.class || Date.class.isAssignableFrom(type) || TreeNode.class.isAssignableFrom(type)) {
            return false; // a java.lang.reflect.Type; java.sql.Timestamp; JsonNode, which is an Iterable
        }
        return Proxy.isProxyClass(type)
                || GENERATED.stream().anyMatch(type.getName()::contains)
                || LEFT_ALONE.stream().anyMatch(alone -> isA(type, alone))
                || isLazyIterable(type)
                || isNamed(type);
    }

    private static boolean isA(Class<?> type, Class<?> alone) {
        boolean container = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
        return alone.isAssignableFrom(type) && !(container && alone == AutoCloseable.class);
    }

    private static boolean isLazyIterable(Class<?> type) {
        return Iterable.class.isAssignableFrom(type)
                && !Collection.class.isAssignableFrom(type)
                && !Path.class.isAssignableFrom(type);
    }

    private static boolean isNamed(Class<?> type) {
        String name = type.getName();
        if (LEFT_ALONE_BY_NAME.stream().anyMatch(name::startsWith)) {
            return true;
        }
        for (Class<?> parent : type.getInterfaces()) {
            if (isNamed(parent)) {
                return true;
            }
        }
        return type.getSuperclass() != null && isNamed(type.getSuperclass());
    }
}
