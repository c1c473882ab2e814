package io.telltale;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has every test wait longer than anything takes on a busy machine; what comes is not waited for any longer. */
public final class Patience implements BeforeAllCallback {
    private static final Duration FAR_MORE_THAN_ANYTHING_TAKES = Duration.ofMinutes(1);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(FAR_MORE_THAN_ANYTHING_TAKES);
    }
}
