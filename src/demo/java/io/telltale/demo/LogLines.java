package io.telltale.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Shows what the library logs, and nothing else, between the demonstration's own lines. */
final class LogLines extends AppenderBase<ILoggingEvent> {
    private final Screen screen;

    private LogLines(Screen screen) {
        this.screen = screen;
    }

    static void showOn(Screen screen) {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        logging.reset();
        Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        logging.getLogger("io.telltale").setLevel(Level.INFO);

        LogLines lines = new LogLines(screen);
        lines.setContext(logging);
        lines.start();
        root.addAppender(lines);
    }

    @Override
    protected void append(ILoggingEvent event) {
        screen.print("  " + event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage());
    }
}
