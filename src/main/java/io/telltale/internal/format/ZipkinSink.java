package io.telltale.internal.format;

/**
 * Values as a tag's text: a text is told as it is, anything else as the text of its JSON, whose quotes and backslashes are
 * therefore escaped twice.
 */
final class ZipkinSink extends JsonSink {
    private final JsonBytes json;

    // How many bytes of the JSON take an escape, as far as it has been looked at
    private int escapes;
    private int lookedAt;

    ZipkinSink(JsonBytes json) {
        super(json);
        this.json = json;
    }

    @Override
    public int size() {
        if (json.size() == 0 || json.isText()) {
            return super.size();
        }
        escapes += json.escapes(lookedAt);
        lookedAt = json.size();
        return super.size() + escapes + 2;
    }

    @Override
    public int framing() {
        return 6; // a comma, two escaped quotes and a colon, or two brackets and the quotes around it all
    }

    @Override
    public EncodedValue finish() {
        if (json.isText()) {
            return super.finish();
        }
        JsonBytes text = new JsonBytes(size());
        text.appendQuoted(json);
        return new EncodedValue(text.toByteArray());
    }
}
