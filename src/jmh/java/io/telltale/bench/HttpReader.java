package io.telltale.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads HTTP/1.1 requests from one connection, as little of them as the receiver needs. Its body is kept whole, chunked
 * or not, so that no marker is ever cut. For one thread.
 */
final class HttpReader {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    private String target = "";
    private boolean protobuf;
    private boolean lastRequest;
    private byte[] body = new byte[1024 * 1024];
    private int bodyLength;

    HttpReader(InputStream in) {
        this.in = in;
    }

    /** Reads one request with its body; false if the peer closed the connection instead. */
    boolean read() throws IOException {
        if (position == limit && !fill()) {
            return false;
        }
        target = readLine().split(" ")[1];
        readHeadersAndBody();
        return true;
    }

    String target() {
        return target;
    }

    boolean protobuf() {
        return protobuf;
    }

    /** Whether the peer asked for the connection to be closed. */
    boolean lastRequest() {
        return lastRequest;
    }

    /** Overwritten by the next request. */
    byte[] body() {
        return body;
    }

    int bodyLength() {
        return bodyLength;
    }

    private void readHeadersAndBody() throws IOException {
        int contentLength = 0;
        boolean chunked = false;
        protobuf = false;
        lastRequest = false;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).trim();
            switch (name) {
                case "content-length" -> contentLength = Integer.parseInt(value);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "content-type" -> protobuf = value.contains("protobuf");
                case "connection" -> lastRequest = value.equalsIgnoreCase("close");
                case "content-encoding" -> throw new IOException("can't look into a body encoded as " + value);
                default -> {} // Nothing else matters to a count.
            }
        }
        bodyLength = 0;
        if (chunked) {
            readChunks();
        } else {
            readIntoBody(contentLength);
        }
    }

    private void readChunks() throws IOException {
        while (true) {
            String size = readLine();
            int semicolon = size.indexOf(';');
            int length = Integer.parseInt(semicolon < 0 ? size : size.substring(0, semicolon), 16);
            readIntoBody(length);
            if (length == 0) {
                skipTrailers();
                return;
            }
            readLine();
        }
    }

    private void skipTrailers() throws IOException {
        while (!readLine().isEmpty()) {
            continue;
        }
    }

    private void readIntoBody(int length) throws IOException {
        int end = bodyLength + length;
        if (end > body.length) {
            body = Arrays.copyOf(body, Math.max(end, body.length * 2));
        }
        while (bodyLength < end) {
            if (position < limit) {
                int copied = Math.min(limit - position, end - bodyLength);
                System.arraycopy(buffer, position, body, bodyLength, copied);
                position += copied;
                bodyLength += copied;
            } else {
                int read = in.read(body, bodyLength, end - bodyLength);
                if (read < 0) {
                    throw new EOFException("the body ended early");
                }
                bodyLength += read;
            }
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = null;
        while (true) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            String part = new String(buffer, position, end - position, StandardCharsets.ISO_8859_1);
            boolean whole = end < limit;
            position = whole ? end + 1 : end;
            if (whole && line == null) {
                return withoutCarriageReturn(part);
            }
            line = (line == null ? new StringBuilder() : line).append(part);
            if (whole) {
                return withoutCarriageReturn(line.toString());
            }
            if (!fill()) {
                throw new EOFException("the head ended early");
            }
        }
    }

    private static String withoutCarriageReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private boolean fill() throws IOException {
        position = 0;
        int read = in.read(buffer, 0, buffer.length);
        limit = Math.max(read, 0);
        return read > 0;
    }
}
