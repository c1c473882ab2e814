package io.telltale.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** One line between two processes of the harness: a word and figures with names. For one thread. */
final class Message {
    /** Begins each line that is a message, so that whatever else a process prints is not taken for one. */
    private static final String PREFIX = "> ";

    private final String word;
    private final Map<String, String> values = new LinkedHashMap<>();

    Message(String word) {
        this.word = word;
    }

    static boolean isMessage(String line) {
        return line.startsWith(PREFIX);
    }

    static Message parse(String line) {
        if (!isMessage(line)) {
            throw new IllegalArgumentException("no message: " + line);
        }
        String[] parts = line.substring(PREFIX.length()).split(" ");
        Message message = new Message(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            message.values.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        return message;
    }

    /** Adds a value, in which spaces become underscores. */
    Message with(String name, Object value) {
        values.put(name, String.valueOf(value).replaceAll("\\s", "_"));
        return this;
    }

    String word() {
        return word;
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name + " in " + this);
        }
        return value;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    int integer(String name) {
        return Integer.parseInt(text(name));
    }

    double decimal(String name) {
        return Double.parseDouble(text(name));
    }

    @Override
    public String toString() {
        StringJoiner line = new StringJoiner(" ");
        line.add(PREFIX + word);
        values.forEach((name, value) -> line.add(name + "=" + value));
        return line.toString();
    }
}
