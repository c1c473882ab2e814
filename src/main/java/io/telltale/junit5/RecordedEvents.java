package io.telltale.junit5;

import io.telltale.CaptureMode;
import io.telltale.EncodedEvent;
import io.telltale.Tracing;
import io.telltale.TracingConfig;
import io.telltale.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit 5 extension with a {@link Tracing} whose events stay in memory. Values are taken, limited and redacted as in
 * production, and an event is here when the call that it tells of returns: no thread, no endpoint, no wait.
 *
 * <pre>{@code
 * @RegisterExtension
 * final RecordedEvents events = RecordedEvents.create();
 *
 * @Test
 * void anOrderIsChargedAndNoCardNumberIsTold() {
 *     OrderService orders = events.tracing().trace(OrderService.class, new DefaultOrderService());
 *
 *     orders.place("book", new Card("4111111111111111"));
 *
 *     assertEquals(Map.of("cardNumber", RecordedEvent.REDACTED), events.only("OrderService.place").argument("card"));
 * }
 * }</pre>
 *
 * <p>Also by {@code @ExtendWith(RecordedEvents.class)}, as {@link #create()} makes it. Either way a test method, or a
 * constructor, may take a {@code RecordedEvents} or a {@code Tracing} as a parameter. What was told is forgotten before
 * each test. Thread-safe; tests that run at the same time need one each, in a field that is not static.
 */
public final class RecordedEvents implements BeforeEachCallback, ParameterResolver {
    private final Tracing tracing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();

    /** In the order in which calls ended. Guarded by {@link #lock}. */
    private final List<RecordedEvent> events = new ArrayList<>();

    private RecordedEvents() {
        this(TracingConfig.builder().capture(CaptureMode.ALL).build());
    }

    private RecordedEvents(TracingConfig config) {
        TracingConfig readable = config.toBuilder().format(WireFormat.JSON).build();
        tracing = Tracing.builder(readable).deliverTo(this::record).build();
    }

    /** With the defaults, but that all arguments and results are captured; no environment variable is read. */
    public static RecordedEvents create() {
        return new RecordedEvents();
    }

    /**
     * With settings of your own, such as {@link TracingConfig#fromEnvironment()} or names to redact. Nothing is sent: the
     * endpoint, and what else is about delivery, has no effect.
     */
    public static RecordedEvents create(TracingConfig config) {
        return new RecordedEvents(config);
    }

    /** Wraps the services, and opens the scopes, whose events are kept here. */
    public Tracing tracing() {
        return tracing;
    }

    /** Every event, in the order in which calls ended: a child stands before its parent. A copy. */
    public List<RecordedEvent> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** The events of this name, such as {@code OrderService.place}, in the order in which calls ended. */
    public List<RecordedEvent> named(String name) {
        return matching(event -> event.name().equals(name));
    }

    /**
     * The one event of this name.
     *
     * @throws AssertionError showing all events, if there is none or more than one
     */
    public RecordedEvent only(String name) {
        List<RecordedEvent> found = named(name);
        if (found.size() != 1) {
            throw new AssertionError("One event " + name + " was expected, not " + found.size() + ". " + this);
        }
        return found.get(0);
    }

    /** The events of the calls and scopes that {@code parent} made itself, in the order in which they ended. */
    public List<RecordedEvent> childrenOf(RecordedEvent parent) {
        return matching(event -> event.isChildOf(parent));
    }

    /**
     * Waits until there are at least so many events: for methods that return a stage, whose events are told when it
     * completes, and for work of other threads.
     *
     * @return every event
     * @throws AssertionError showing all events, if there are fewer after {@code timeout}, or on an interrupt, which stays
     *     set
     */
    public List<RecordedEvent> awaitCount(int count, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (events.size() < count) {
                if (left <= 0) {
                    throw new AssertionError(count + " events were expected within " + timeout + ". " + this);
                }
                left = told.awaitNanos(left);
            }
            return List.copyOf(events);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + count + " events. " + this, interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what was told so far. */
    public void clear() {
        lock.lock();
        try {
            events.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Called by JUnit. */
    @Override
    public void beforeEach(ExtensionContext context) {
        clear();
    }

    /** Called by JUnit. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RecordedEvents.class || type == Tracing.class;
    }

    /** Called by JUnit. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Tracing.class ? tracing : this;
    }

    /** Every event on a line of its own, below its parent. */
    @Override
    public String toString() {
        List<RecordedEvent> told = all();
        if (told.isEmpty()) {
            return "No event was told.";
        }
        StringBuilder lines = new StringBuilder("Told were:");
        for (RecordedEvent event : told) {
            if (told.stream().noneMatch(event::isChildOf)) {
                appendTree(event, "\n", told, lines);
            }
        }
        return lines.toString();
    }

    private static void appendTree(
            RecordedEvent event, String lineBreak, List<RecordedEvent> told, StringBuilder lines) {
        lines.append(lineBreak).append(event);
        for (RecordedEvent other : told) {
            if (other.isChildOf(event)) {
                appendTree(other, lineBreak + "  ", told, lines);
            }
        }
    }

    private List<RecordedEvent> matching(Predicate<RecordedEvent> wanted) {
        return all().stream().filter(wanted).toList();
    }

    private void record(EncodedEvent encoded) {
        RecordedEvent event = RecordedEvent.parse(encoded.body());
        lock.lock();
        try {
            events.add(event);
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
