package io.telltale.demo;

import java.util.concurrent.ThreadFactory;

/** Threads that have a name and keep no process alive. */
final class DaemonThread {
    private DaemonThread() {}

    static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, "demo-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
