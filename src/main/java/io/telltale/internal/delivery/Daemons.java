package io.telltale.internal.delivery;

import io.telltale.TraceContext;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of this room: daemons with a name, in which nothing is traced. A user's store, meter registry or appender
 * may call traced services there, and events of events would never end.
 */
final class Daemons {
    private static final long IDLE_SECONDS = 10;

    private Daemons() {}

    /** A thread that its owner starts and ends. */
    static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    TraceContext.suppress();
                    work.run();
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    /** A scheduler that its owner shuts down; it has a thread, one, only while there is something to do soon. */
    static ScheduledThreadPoolExecutor scheduler(String name) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, work -> thread(name, work));
        scheduler.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        scheduler.allowCoreThreadTimeOut(true);
        return scheduler;
    }
}
