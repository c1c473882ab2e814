package io.telltale;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The names under which a trace's ids stand in SLF4J's MDC while a span is current. What somebody else put there stays, be
 * it the same id: only what is known to be of ours is replaced and removed. Never throws.
 */
final class LoggedIds {
    private static final Logger LOG = LoggerFactory.getLogger("io.telltale");

    /** By name, what each thread's MDC was given last and has of ours; of the JDK's classes alone. */
    private static final ThreadLocal<Map<String, String>> OURS = ThreadLocal.withInitial(HashMap::new);

    private static final AtomicBoolean FAILURE_TOLD = new AtomicBoolean();

    private final String traceIdKey;
    private final String spanIdKey;
    private final AtomicBoolean foreignTold = new AtomicBoolean();

    LoggedIds(String traceIdKey, String spanIdKey) {
        this.traceIdKey = traceIdKey;
        this.spanIdKey = spanIdKey;
    }

    /** Follows the thread from one current span to the next. */
    static void follow(@Nullable TraceContext previous, @Nullable TraceContext next) {
        if (isSuppression(previous) || isSuppression(next)) {
            return; // what stands there is what will be current again
        }
        try {
            LoggedIds before = previous == null ? null : previous.loggedIds();
            LoggedIds after = next == null ? null : next.loggedIds();
            if (before != null && before != after) {
                before.show(null, null);
            }
            if (next != null && after != null) {
                after.show(next.traceId(), next.spanIdAsLong() == 0 ? null : next.spanId());
            }
        } catch (Throwable unusable) {
            tellOnce(
                    FAILURE_TOLD,
                    "The MDC can't be used (" + unusable.getClass().getName()
                            + "): logged lines may lack the ids of traces, or have old ones; unset TELLTALE_MDC");
        }
    }

    private static boolean isSuppression(@Nullable TraceContext context) {
        return context != null && context.isSuppression();
    }

    private void show(@Nullable String traceId, @Nullable String spanId) {
        put(traceIdKey, traceId);
        put(spanIdKey, spanId);
    }

    /** @param id null for none */
    private void put(String key, @Nullable String id) {
        Map<String, String> ours = OURS.get();
        String standing = MDC.get(key);
        boolean foreign = standing != null && !standing.equals(ours.get(key));
        if (foreign && id != null) {
            tellOnce(
                    foreignTold,
                    "The MDC's " + key + " is set by somebody else and stays as it is:"
                            + " name others in TELLTALE_MDC_TRACE_ID and TELLTALE_MDC_SPAN_ID, or unset TELLTALE_MDC");
        } else if (id == null) {
            ours.remove(key);
            if (!foreign) {
                MDC.remove(key);
            }
        } else {
            MDC.put(key, id);
            ours.put(key, id);
        }
    }

    private static void tellOnce(AtomicBoolean told, String sentence) {
        if (told.compareAndSet(false, true)) {
            StartLine.warning(sentence).writeTo(LOG);
        }
    }
}
