package io.telltale.bench;

import java.time.Duration;

/** A fresh JVM that makes one traced call and waits until it is acknowledged. */
final class StartProcess {
    private static final Duration FLUSH = Duration.ofSeconds(10);

    private StartProcess() {}

    /** @param arguments the subject, the receiver's address, the run */
    public static void main(String[] arguments) {
        Subject subject = SubjectName.of(arguments[0]).create(arguments[1]);
        subject.orders().place(Marker.text(Integer.parseInt(arguments[2]), 0, System.nanoTime()));
        boolean flushed = subject.flush(FLUSH);
        long now = System.nanoTime();
        System.out.println(new Message("acknowledged").with("at", now).with("flushed", flushed));
        System.exit(0);
    }
}
