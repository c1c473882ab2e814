package io.telltale.internal.meters;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.okhttp3.OkHttpConnectionPoolMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import okhttp3.ConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * What the tracers of one process that use one registry must agree on: their names, and whose pools are bound already.
 * Used at start and stop only; a registry that throws makes these methods throw.
 */
final class SharedRegistry {
    private static final String POOL_CONNECTIONS = "okhttp.pool.connection.count";

    /** Guarded by itself. A value must not refer to its key, or neither would ever be collected. */
    private static final Map<MeterRegistry, SharedRegistry> ALL = new WeakHashMap<>();

    // Both guarded by this.
    private final Set<String> names = new HashSet<>();
    private final Map<ConnectionPool, PoolBinding> pools = new HashMap<>();

    private SharedRegistry() {}

    static SharedRegistry of(MeterRegistry registry) {
        synchronized (ALL) {
            return ALL.computeIfAbsent(registry, unseen -> new SharedRegistry());
        }
    }

    /** Takes {@code wanted}, or the first free one of {@code wanted-2}, {@code wanted-3} … */
    synchronized String claimName(MeterRegistry registry, String wanted) {
        // The look into the registry finds a tracer that writes to it through a composite, or the other way round.
        String name = firstFree(wanted, taken -> names.contains(taken) || isVisible(registry, taken));
        names.add(name);
        return name;
    }

    synchronized void releaseName(String name) {
        names.remove(name);
    }

    /** Binds Micrometer's pool meters, unless another tracer did so before. */
    synchronized void bindPool(MeterRegistry registry, ConnectionPool pool, String tracer) {
        PoolBinding binding = pools.get(pool);
        if (binding == null) {
            String label = firstFree(tracer, this::isPoolLabel);
            binding = new PoolBinding(label, new OkHttpConnectionPoolMetrics(pool, Tags.of(Meters.TRACER, label)));
            try {
                binding.binder.bindTo(registry);
            } catch (Throwable e) {
                removePoolMeters(registry, label);
                throw e;
            }
            pools.put(pool, binding);
        }
        binding.users++;
    }

    /** Ends one use of a bound pool; the last one removes its meters. */
    synchronized void unbindPool(MeterRegistry registry, ConnectionPool pool) {
        PoolBinding binding = pools.get(pool);
        if (binding != null && --binding.users == 0) {
            pools.remove(pool);
            removePoolMeters(registry, binding.label);
        }
    }

    private boolean isPoolLabel(String label) {
        return pools.values().stream().anyMatch(binding -> binding.label.equals(label));
    }

    private static void removePoolMeters(MeterRegistry registry, String label) {
        List<Meter> meters = List.copyOf(
                registry.find(POOL_CONNECTIONS).tag(Meters.TRACER, label).meters());
        meters.forEach(registry::remove);
    }

    private static boolean isVisible(MeterRegistry registry, String name) {
        @Nullable Meter meter = registry.find(Meters.LANE_EVENTS).tag(Meters.TRACER, name).meter();
        return meter != null
                || (registry instanceof CompositeMeterRegistry composite
                        && composite.getRegistries().stream().anyMatch(part -> isVisible(part, name)));
    }

    private static String firstFree(String wanted, Predicate<String> isTaken) {
        String name = wanted;
        for (int number = 2; isTaken.test(name); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    /** Holds the binder, which Micrometer's gauges refer to only weakly. */
    private static final class PoolBinding {
        final String label;
        final OkHttpConnectionPoolMetrics binder;
        /** Guarded by the SharedRegistry. */
        int users;

        PoolBinding(String label, OkHttpConnectionPoolMetrics binder) {
            this.label = label;
            this.binder = binder;
        }
    }
}
