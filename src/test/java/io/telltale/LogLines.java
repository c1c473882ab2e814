package io.telltale;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/** What the library logs while this is open, at every level; and, if asked for, what everybody else does. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    /** OkHttp's own logging is the JDK's. Kept, for the JDK does not keep loggers. */
    private static final java.util.logging.Logger OKHTTP = java.util.logging.Logger.getLogger("okhttp3");

    private final Logger logger;
    private final Level levelBefore;
    private final Handler okHttp = new OkHttpLines();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogLines() {
        this("io.telltale");
    }

    private LogLines(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        levelBefore = logger.getLevel();
        logger.setLevel(Level.TRACE);
        start();
        logger.addAppender(this);
    }

    /** What the libraries that this one brings log too. */
    static LogLines ofEverybody() {
        LogLines lines = new LogLines(Logger.ROOT_LOGGER_NAME);
        lines.okHttp.setLevel(java.util.logging.Level.ALL);
        OKHTTP.setLevel(java.util.logging.Level.ALL);
        OKHTTP.addHandler(lines.okHttp);
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event.getLevel() + " " + event.getFormattedMessage()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }

    List<String> all() {
        return List.copyOf(lines);
    }

    List<String> containing(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(levelBefore);
        OKHTTP.removeHandler(okHttp);
        OKHTTP.setLevel(null);
    }

    private final class OkHttpLines extends Handler {
        @Override
        public void publish(LogRecord line) {
            lines.add("okhttp3 " + line.getMessage() + Arrays.toString(line.getParameters()) + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
