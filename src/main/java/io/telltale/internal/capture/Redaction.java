package io.telltale.internal.capture;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names whose values are never told, at any depth. Thread-safe.
 *
 * <p>A name and a listed word are compared without regard to case and to {@code _}, {@code -}, {@code .} and spaces. A
 * name is hidden when, for some listed word,
 *
 * <ul>
 *   <li>it is that word: {@code API_KEY} for {@code apikey};
 *   <li>it contains the word, if that has six letters or more: {@code passwordHash} for {@code password};
 *   <li>it ends with the word, if that has four or five: {@code accessToken}, not {@code tokenizer}, for {@code token};
 *   <li>it ends with the word where a new word begins, if that has three or fewer: {@code userSsn} and {@code user_ssn},
 *       not {@code lessn}, for {@code ssn}.
 * </ul>
 *
 * Digits at the name's end, and one {@code s} before them, don't matter: {@code passwords}, {@code token2}. This hides
 * rather too much than too little.
 */
public final class Redaction {
    private static final int CONTAINED = 6;
    private static final int AT_END = 4;

    private static final int MAX_REMEMBERED = 2_000;
    private static final int MAX_REMEMBERED_LENGTH = 100;

    private final String[] words;

    /** Verdicts on declared names; none goes again. */
    private final Map<String, Boolean> remembered = new ConcurrentHashMap<>();

    /** @param names the listed words; empty ones are ignored */
    public Redaction(Collection<String> names) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String name : names) {
            distinct.add(normalize(name));
        }
        distinct.remove("");
        words = distinct.toArray(new String[0]);
    }

    /** Whether a parameter, property or map key of this name hides its value. */
    public boolean hides(String name) {
        String normal = normalize(name);
        if (hidesAsItStands(normal, name)) {
            return true;
        }
        String stem = stem(normal);
        return stem.length() < normal.length() && hidesAsItStands(stem, name);
    }

    /** As {@link #hides}, and remembered: for names that a program declares, of which there are few, never for data. */
    boolean hidesDeclared(String name) {
        Boolean known = remembered.get(name);
        if (known != null) {
            return known;
        }
        boolean hides = hides(name);
        if (name.length() <= MAX_REMEMBERED_LENGTH && remembered.size() < MAX_REMEMBERED) {
            remembered.put(name, hides);
        }
        return hides;
    }

    /** How many names are remembered. */
    int remembered() {
        return remembered.size();
    }

    private boolean hidesAsItStands(String normal, String name) {
        for (String word : words) {
            if (hides(word, normal, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hides(String word, String normal, String name) {
        if (word.length() >= CONTAINED) {
            return normal.contains(word);
        }
        if (!normal.endsWith(word)) {
            return false;
        }
        return normal.length() == word.length() || word.length() >= AT_END || beginsWord(name, normal, word);
    }

    /** Whether {@code word}, which ends {@code normal}, begins a word of {@code name} as it was written. */
    private static boolean beginsWord(String name, String normal, String word) {
        int lettersBefore = normal.length() - word.length();
        int start = 0;
        for (int letters = 0; letters < lettersBefore || isSeparator(name.charAt(start)); start++) {
            if (!isSeparator(name.charAt(start))) {
                letters++;
            }
        }
        char before = name.charAt(start - 1);
        return isSeparator(before)
                || Character.isDigit(before)
                || (Character.isUpperCase(name.charAt(start)) && !Character.isUpperCase(before));
    }

    private static String stem(String normal) {
        int end = normal.length();
        while (end > 0 && Character.isDigit(normal.charAt(end - 1))) {
            end--;
        }
        if (end > 0 && normal.charAt(end - 1) == 's') {
            end--;
        }
        return normal.substring(0, end);
    }

    private static String normalize(String name) {
        char[] normal = new char[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isSeparator(c)) {
                normal[length++] = Character.toLowerCase(c); // char by char, so that lengths agree
            }
        }
        return new String(normal, 0, length);
    }

    private static boolean isSeparator(char c) {
        return c == '_' || c == '-' || c == '.' || Character.isWhitespace(c);
    }
}
