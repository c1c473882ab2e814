package io.telltale.internal.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A socket that hands much to the system at a time. OkHttp writes 8 KiB at a time and flushes when a request is whole; a
 * system call, the way through TCP and a wake-up of the receiver for each of those cost more than the copy made here.
 */
final class GatheringSocket extends Socket {
    /** As much as Linux takes through TCP in one piece. */
    static final int AT_ONCE = 64 * 1024;

    /** Made at the first use, which is the one thread's that has just connected it. */
    private @Nullable OutputStream gathered;

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = gathered;
        if (out == null) {
            out = new BufferedOutputStream(super.getOutputStream(), AT_ONCE);
            gathered = out;
        }
        return out;
    }
}
