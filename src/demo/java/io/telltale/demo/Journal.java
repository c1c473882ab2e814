package io.telltale.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The demonstration's own account, which owes nothing to the library's: callers write down which calls ended and when,
 * the collector writes down which of them it was told of and when. Thread-safe.
 */
final class Journal {
    /** One call, by what both sides can see of it: the event's name, and the order's number, which is an argument. */
    record Call(String name, long order) {}

    /** What the application and the collector are going through. */
    enum Phase {
        START("the process starting", "while classes are loaded"),
        HEALTHY("the collector up", ""),
        OUTAGE("the collector down", "in the store until the collector was back"),
        DRAIN("the collector back", "in the store until the next probe"),
        CAUGHT_UP("the store drained", "");

        final String title;
        final String remark;

        Phase(String title, String remark) {
            this.title = title;
            this.remark = remark;
        }
    }

    private record Ended(Phase phase, long nanos) {}

    private final Map<Call, Ended> ended = new ConcurrentHashMap<>();
    private final Map<Call, Long> arrived = new ConcurrentHashMap<>();
    private final Queue<Call> latest = new ConcurrentLinkedQueue<>();

    /** Written by {@link Demo} alone. */
    private volatile Phase phase = Phase.START;

    void enter(Phase next) {
        phase = next;
    }

    /** A caller got its answer just now. */
    void ended(Call call) {
        ended.put(call, new Ended(phase, System.nanoTime()));
    }

    /** The collector has an event of this call. */
    void arrived(Call call, long nanos) {
        arrived.putIfAbsent(call, nanos);
        latest.add(call);
    }

    int calls() {
        return ended.size();
    }

    /** How many calls ended in a phase. */
    long calls(Phase ofPhase) {
        return ended.values().stream().filter(end -> end.phase() == ofPhase).count();
    }

    /** The calls that the collector was never told of, oldest order first. */
    List<Call> missing() {
        return ended.keySet().stream()
                .filter(call -> !arrived.containsKey(call))
                .sorted(Comparator.comparingLong(Call::order))
                .toList();
    }

    /** From the end of each call of a phase to its event's arrival, whenever that was. */
    Latencies latencies(Phase ofPhase) {
        return latencies(ended.keySet().stream()
                .filter(call -> ended.get(call).phase() == ofPhase)
                .toList());
    }

    /** Of the events that arrived since this was last asked. */
    Latencies latestLatencies() {
        List<Call> calls = new ArrayList<>();
        for (Call call = latest.poll(); call != null; call = latest.poll()) {
            calls.add(call);
        }
        return latencies(calls);
    }

    private Latencies latencies(Collection<Call> calls) {
        return new Latencies(calls.stream()
                .filter(call -> ended.containsKey(call) && arrived.containsKey(call))
                .map(call -> arrived.get(call) - ended.get(call).nanos())
                .toList());
    }
}
