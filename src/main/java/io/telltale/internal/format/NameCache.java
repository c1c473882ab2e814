package io.telltale.internal.format;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Names in JSON, prepared once together with what stands around them: those of methods, parameters, threads and tags are
 * few and come again with every event. Bounded: a name whose place is taken is written each time, or takes the place when
 * it comes twice in a row. Thread-safe.
 */
final class NameCache {
    private static final int PLACES = 256;
    private static final int LONGEST = 128;

    private record Prepared(String name, byte[] bytes) {}

    private final byte[] before;
    private final UnaryOperator<String> spelling;
    private final byte[] after;

    // Any thread, unordered: what is prepared never changes, so who sees too little only does the work again.
    private final @Nullable Prepared[] prepared = new @Nullable Prepared[PLACES];
    private final int[] lastMissed = new int[PLACES];

    /** What was written last: often it comes again, and then the name itself need not be looked at. */
    private @Nullable Prepared last;

    /**
     * @param before up to the name, a quote included
     * @param after from the name's end on, a quote included
     */
    NameCache(String before, String after) {
        this(before, UnaryOperator.identity(), after);
    }

    /** @param spelling how a name is told */
    NameCache(String before, UnaryOperator<String> spelling, String after) {
        this(JsonEncodedFormat.ascii(before), spelling, JsonEncodedFormat.ascii(after));
    }

    NameCache(byte[] before, UnaryOperator<String> spelling, byte[] after) {
        this.before = before;
        this.spelling = spelling;
        this.after = after;
    }

    /** Writes the name and what stands around it. */
    @SuppressWarnings("ReferenceEquality") // another String of the same name is looked for below
    void append(String name, JsonBytes out) {
        Prepared recent = last;
        if (recent != null && recent.name == name) {
            out.append(recent.bytes);
        } else {
            look(name, out);
        }
    }

    private void look(String name, JsonBytes out) {
        if (name.length() > LONGEST) {
            write(name, out);
            return;
        }
        int hash = name.hashCode();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        Prepared found = prepared[place];
        if (found != null && found.name.equals(name)) {
            last = found;
            out.append(found.bytes);
        } else if (lastMissed[place] != hash) {
            lastMissed[place] = hash;
            write(name, out);
        } else {
            Prepared next = prepare(name);
            prepared[place] = next;
            out.append(next.bytes);
        }
    }

    private Prepared prepare(String name) {
        JsonBytes bytes = new JsonBytes(before.length + name.length() + after.length);
        write(name, bytes);
        return new Prepared(name, bytes.toByteArray());
    }

    private void write(String name, JsonBytes out) {
        out.append(before);
        out.appendText(spelling.apply(name));
        out.append(after);
    }
}
