package io.telltale;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What may stand in a request header (RFC 9110, sections 5.1, 5.5 and 11.2), so that no value can end a header early. */
final class HeaderSyntax {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
    private static final int LONGEST_TOKEN = 255;

    /** How the body travels and what it is: the sender alone knows. */
    private static final Set<String> THE_SENDERS = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeaderSyntax() {}

    static Syntax<Map<String, String>> headers() {
        return new Syntax.Pairs("k=v,k2=v2 with header names of RFC 9110 each once, values of printable ASCII (a comma"
                + " within a value is written \\,), and none of " + String.join(", ", new TreeSet<>(THE_SENDERS))) {
            @Override
            boolean isLegal(Map<String, String> value) {
                return super.isLegal(value) && areLegal(value);
            }
        };
    }

    static Syntax<String> bearerToken() {
        return new Syntax<>("printable ASCII without spaces; the word Bearer is added") {
            @Override
            String parse(String text) {
                return text;
            }

            @Override
            boolean isLegal(String value) {
                return value.length() <= LONGEST_TOKEN && KEY.matcher(value).matches();
            }
        };
    }

    private static boolean areLegal(Map<String, String> headers) {
        long distinct =
                headers.keySet().stream().map(HeaderSyntax::folded).distinct().count();
        return distinct == headers.size() && headers.entrySet().stream().allMatch(HeaderSyntax::isLegal);
    }

    private static boolean isLegal(Map.Entry<String, String> header) {
        return TOKEN.matcher(header.getKey()).matches()
                && VALUE.matcher(header.getValue()).matches()
                && !THE_SENDERS.contains(folded(header.getKey()));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
