package io.telltale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What every build tries beside a fuzz test's corpus: its files, each changed a few times by chance, always by the same
 * chance. A change that breaks the property is told in Base64; in the corpus it stays a test.
 */
public final class Mutations {
    private static final int SEED = 4711;
    private static final int MOST_CHANGES = 6;

    private Mutations() {}

    /** Holds the property against {@code count} changed files of the fuzz test's corpus. */
    public static void of(Class<?> test, String method, int count, Consumer<byte[]> property) {
        of(corpus(test, method), count, property);
    }

    /** The same of inputs that are made, not kept. */
    public static void of(List<byte[]> seeds, int count, Consumer<byte[]> property) {
        seeds.forEach(property);
        Random random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            byte[] input = seeds.get(random.nextInt(seeds.size()));
            for (int change = random.nextInt(MOST_CHANGES) + 1; change > 0; change--) {
                input = changed(input, seeds.get(random.nextInt(seeds.size())), random);
            }
            try {
                property.accept(input);
            } catch (Throwable broken) {
                throw new AssertionError(
                        "broken by (Base64) " + Base64.getEncoder().encodeToString(input), broken);
            }
        }
    }

    /** The files of a fuzz test's corpus, where Jazzer looks for them. */
    public static List<byte[]> corpus(Class<?> test, String method) {
        String folder = test.getSimpleName() + "Inputs/" + method;
        try (Stream<Path> files = Files.list(Path.of(test.getResource(folder).toURI()))) {
            List<byte[]> corpus = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
            return corpus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] changed(byte[] input, byte[] other, Random random) {
        int at = random.nextInt(input.length + 1);
        int until = at + random.nextInt(Math.min(16, input.length - at) + 1);
        return switch (random.nextInt(6)) {
            case 0 -> joined(input, at, new byte[] {(byte) random.nextInt(256)}, at);
            case 1 -> joined(input, at, new byte[] {(byte) (' ' + random.nextInt(95))}, Math.min(at + 1, input.length));
            case 2 -> joined(input, at, new byte[0], until);
            case 3 -> joined(input, at, part(input, random), at);
            case 4 -> joined(input, at, part(other, random), until);
            default -> joined(input, at, part(other, random), input.length);
        };
    }

    private static byte[] part(byte[] input, Random random) {
        int from = random.nextInt(input.length + 1);
        int length = random.nextInt(input.length - from + 1);
        byte[] part = new byte[length];
        System.arraycopy(input, from, part, 0, length);
        return part;
    }

    /** The input up to {@code at}, then {@code between}, then the input from {@code rest} on. */
    private static byte[] joined(byte[] input, int at, byte[] between, int rest) {
        byte[] joined = new byte[at + between.length + input.length - rest];
        System.arraycopy(input, 0, joined, 0, at);
        System.arraycopy(between, 0, joined, at, between.length);
        System.arraycopy(input, rest, joined, at + between.length, input.length - rest);
        return joined;
    }
}
