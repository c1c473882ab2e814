package io.telltale.spring;

import io.telltale.TracingHealth;
import io.telltale.TracingHealth.State;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Actuator's health page shows of tracing. */
final class HealthDetails {
    private HealthDetails() {}

    /** Whether all is well or nothing is known; never "down": an application serves its callers without its receiver. */
    static boolean isUp(TracingHealth health) {
        return health.state() == State.DELIVERING || health.state() == State.IDLE;
    }

    /** Without nulls, which the page does not take. */
    static Map<String, Object> of(TracingHealth health) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", health.state());
        put(details, "lastSuccess", health.lastSuccess());
        put(details, "lastFailure", health.lastFailure());
        put(details, "whatToCheck", health.whatToCheck());
        details.put("breaker", health.breaker());
        details.put("storeFill", health.storeFill());
        details.put("oldestUndelivered", health.oldestUndelivered());
        return details;
    }

    private static void put(Map<String, Object> details, String name, @Nullable Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
