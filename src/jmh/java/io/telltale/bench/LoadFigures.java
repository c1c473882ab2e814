package io.telltale.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a load cost its callers.
 *
 * @param elapsedNanos from the first call's time to the last one's return
 * @param callP50 half of the calls took no longer, in nanoseconds
 * @param threadCpu nanoseconds a call, on the callers' threads
 * @param allocated bytes a call, on the callers' threads
 * @param cpuBySecond thread CPU in nanoseconds a call, for each second of the load
 */
record LoadFigures(long elapsedNanos, long callP50, double threadCpu, double allocated, List<Double> cpuBySecond) {

    static LoadFigures of(Load load, List<Caller> callers, long elapsedNanos) {
        long[] durations = callers.stream()
                .flatMapToLong(caller -> Arrays.stream(caller.durations()))
                .sorted()
                .toArray();
        int seconds = callers.get(0).callsBySecond().length;
        long[] cpu = new long[seconds];
        int[] calls = new int[seconds];
        long allocated = 0;
        for (Caller caller : callers) {
            allocated += caller.allocatedBytes();
            for (int second = 0; second < seconds; second++) {
                cpu[second] += caller.cpuNanosBySecond()[second];
                calls[second] += caller.callsBySecond()[second];
            }
        }
        List<Double> cpuBySecond = IntStream.range(0, seconds)
                .filter(second -> calls[second] > 0)
                .mapToObj(second -> (double) cpu[second] / calls[second])
                .toList();
        return new LoadFigures(
                elapsedNanos,
                Percentile.of(durations, 0.50),
                (double) Arrays.stream(cpu).sum() / load.calls(),
                (double) allocated / load.calls(),
                cpuBySecond);
    }

    Message addTo(Message message) {
        return message.with("elapsedNanos", elapsedNanos)
                .with("callP50", callP50)
                .with("threadCpu", threadCpu)
                .with("allocated", allocated)
                .with(
                        "cpuBySecond",
                        cpuBySecond.stream()
                                .map(cpu -> Long.toString(Math.round(cpu)))
                                .collect(Collectors.joining(",")));
    }
}
