package io.telltale;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Names in an environment that look like ours and mean nothing: most likely misspelt. */
final class UnknownNames {
    private UnknownNames() {}

    /** One sentence for each, by name; their values, which may be secrets, are not shown. */
    static List<String> in(Map<String, String> environment) {
        Set<String> known = new HashSet<>();
        for (Variable<?> variable : Variables.ALL) {
            known.add(variable.name());
        }
        List<String> sentences = new ArrayList<>();
        for (String name : new TreeMap<>(environment).keySet()) {
            if (name.startsWith(Variables.PREFIX) && !known.contains(name)) {
                String nearest = NearestName.of(name, known);
                sentences.add(name + " is no variable of Telltale and has no effect"
                        + (nearest == null ? "." : "; did you mean " + nearest + "?"));
            }
        }
        return sentences;
    }
}
