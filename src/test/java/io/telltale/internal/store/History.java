package io.telltale.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A file that is written commit by commit, and what each made last: what may be asked of any part that is left of it. */
final class History {
    private record State(Set<Long> live, long highest) {}

    private final MvEventFile file;
    private final NavigableSet<Long> live = new TreeSet<>();
    private final Map<Long, State> byMark = new HashMap<>();
    private long nextKey = 1;

    History(Path path) throws IOException {
        file = MvEventFile.open(path);
        commit();
    }

    /** Adds events, large or small. */
    void add(int events, int bytes) throws IOException {
        for (int i = 0; i < events; i++) {
            live.add(nextKey);
            String text = "event-" + nextKey + " ";
            file.put(nextKey++, Disk.event(Disk.ENVELOPE, text + "x".repeat(bytes)));
        }
    }

    /** Lets the oldest leave. */
    void deliver(int events) throws IOException {
        for (int i = 0; i < events && !live.isEmpty(); i++) {
            file.remove(live.pollFirst());
        }
    }

    /** Lets some leave that are not the oldest. */
    void deliverAnywhere(int events, Random random) throws IOException {
        List<Long> all = new ArrayList<>(live);
        for (int i = 0; i < events && !all.isEmpty(); i++) {
            long key = all.remove(random.nextInt(all.size()));
            live.remove(key);
            file.remove(key);
        }
    }

    void commit() throws IOException {
        file.commit();
        file.compact();
        byMark.put(file.lastMark(), new State(new HashSet<>(live), nextKey - 1));
    }

    void close() throws IOException {
        file.close();
    }

    /** Lets go of it as the death of the process does. */
    void die() {
        file.abandon();
    }

    /** The first words of the events that are undelivered, in their order. */
    List<String> undelivered() {
        return live.stream().map(key -> "event-" + key).toList();
    }

    /** Where the newest mark that is whole in these bytes ends. */
    static int endOfNewestMark(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long newest = Long.MIN_VALUE;
        int end = 0;
        for (int i = 0; i < bytes.length; i++) {
            StoreRecord found = StoreRecord.at(buffer, i);
            if (found != null && found.envelope() == StoreRecord.MARK && found.key() > newest) {
                newest = found.key();
                end = i + found.length();
            }
        }
        return end;
    }

    /**
     * The first words of the events that these bytes still hold whole, but for those that had left by the newest mark
     * that is whole too.
     */
    List<String> remains(byte[] bytes) {
        Map<Long, String> whole = new TreeMap<>();
        long newest = Long.MIN_VALUE;
        boolean envelope = false;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int i = 0; i < bytes.length; i++) {
            StoreRecord found = StoreRecord.at(buffer, i);
            if (found == null) {
                continue;
            }
            switch (found.envelope()) {
                case StoreRecord.ENVELOPE -> envelope = true;
                case StoreRecord.MARK -> newest = Math.max(newest, found.key());
                default -> whole.put(found.key(), new String(found.body(), UTF_8).split(" ")[0]);
            }
        }
        if (!envelope) {
            return List.of();
        }
        State state = byMark.getOrDefault(newest, new State(Set.of(), Long.MIN_VALUE));
        return whole.entrySet().stream()
                .filter(event -> state.live.contains(event.getKey()) || event.getKey() > state.highest)
                .sorted(Comparator.comparingLong(Map.Entry::getKey))
                .map(Map.Entry::getValue)
                .toList();
    }
}
