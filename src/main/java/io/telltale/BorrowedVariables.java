package io.telltale;

import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings that people have already made for OpenTelemetry, borrowed where the variable of ours is not set. What makes no
 * sense is warned about and passed over: a variable that was set for someone else never stops an application.
 */
final class BorrowedVariables {
    /** By these a receiver knows us and we know it. */
    private static final List<Variable<?>> CREDENTIALS =
            List.of(Variables.HEADERS, Variables.SSL_CERT_PATH, Variables.CLIENT_CERT_PATH, Variables.CLIENT_KEY_PATH);

    private final Map<String, String> environment;

    /** Settings that nothing is borrowed for. */
    private final Set<Variable<?>> closed;

    private final Map<Variable<?>, Object> values = new LinkedHashMap<>();
    private final Map<Variable<?>, String> sources = new LinkedHashMap<>();

    /** Without repetition: one name may stand in for several settings. */
    private final Set<String> warnings = new LinkedHashSet<>();

    private final Set<String> notes = new LinkedHashSet<>();

    private BorrowedVariables(Map<String, String> environment, Set<Variable<?>> own) {
        this.environment = environment;
        this.closed = new HashSet<>(own);
    }

    /** @param own settings that were made by names of ours */
    static BorrowedVariables in(Map<String, String> environment, Set<Variable<?>> own) {
        BorrowedVariables borrowed = new BorrowedVariables(environment, own);
        if (!isAnySet(environment)) {
            return borrowed;
        }
        borrowed.keepCredentialsFromOtherHosts();
        borrowed.keepPairUnmixed();
        borrowed.hearProtocol();
        OtelVariables.ALL.forEach(borrowed::borrow);
        borrowed.giveHalfAPairBack();
        borrowed.letApiKeyWin(own);
        borrowed.speakOtlp(own);
        return borrowed;
    }

    private static boolean isAnySet(Map<String, String> environment) {
        for (String name : environment.keySet()) {
            if (name.startsWith(OtelVariables.PREFIX)) {
                return true;
            }
        }
        return false;
    }

    /** Who exports to an endpoint by OpenTelemetry's variables speaks OTLP to it, whatever its path. */
    private void speakOtlp(Set<Variable<?>> own) {
        if (values.containsKey(Variables.ENDPOINT) && !own.contains(Variables.FORMAT)) {
            Variables.FORMAT.put(WireFormat.OTLP, values);
        }
    }

    /** Legal, and free of contradictions. */
    Map<Variable<?>, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** The name that each value came from. */
    Map<Variable<?>, String> sources() {
        return Collections.unmodifiableMap(sources);
    }

    /** What was passed over, and why; sentences for the log. */
    Set<String> warnings() {
        return Collections.unmodifiableSet(warnings);
    }

    /** What is done another way than was said, with the same effect; sentences for the log. */
    Set<String> notes() {
        return Collections.unmodifiableSet(notes);
    }

    private <T> void borrow(OtelVariables.StandIn<T> standIn) {
        Variable<T> setting = standIn.setting();
        String text = text(standIn.name());
        if (text == null || closed.contains(setting) || values.containsKey(setting)) {
            return;
        }
        try {
            T value = standIn.read(text, environment);
            if (value != null) {
                setting.put(value, values);
                sources.put(setting, standIn.name());
            }
        } catch (IllegalArgumentException senseless) {
            // No cause is kept: its message repeats the text, which may be a secret.
            passOver(setting.problem(standIn.name(), text, standIn.allowed()));
        }
    }

    /** A key that was set for one host must not travel to another. */
    private void keepCredentialsFromOtherHosts() {
        String meantFor = firstSet(OtelVariables.ENDPOINTS);
        if (!closed.contains(Variables.ENDPOINT) || meantFor == null || isSameHost(meantFor)) {
            return;
        }
        for (OtelVariables.StandIn<?> each : OtelVariables.ALL) {
            Variable<?> setting = each.setting();
            if (CREDENTIALS.contains(setting) && !closed.contains(setting) && text(each.name()) != null) {
                passOver(each.name() + " is set for the host of " + meantFor + ", and TELLTALE_ENDPOINT names another:"
                        + " set " + setting + " if that one needs it.");
            }
        }
        closed.addAll(CREDENTIALS);
    }

    private boolean isSameHost(String meantFor) {
        String own = host(Variables.ENDPOINT.name());
        return own != null && own.equals(host(meantFor));
    }

    private @Nullable String host(String name) {
        String address = text(name);
        if (address == null) {
            return null;
        }
        try {
            String host = URI.create(address.contains("://") ? address : "//" + address)
                    .getHost();
            return host == null ? null : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noAddress) {
            // Told where the endpoint itself is read.
            return null;
        }
    }

    /** A certificate of ours and a key of theirs would not belong together. */
    private void keepPairUnmixed() {
        if (closed.contains(Variables.CLIENT_CERT_PATH) || closed.contains(Variables.CLIENT_KEY_PATH)) {
            closed.add(Variables.CLIENT_CERT_PATH);
            closed.add(Variables.CLIENT_KEY_PATH);
        }
    }

    private void giveHalfAPairBack() {
        giveBack(Variables.CLIENT_KEY_PATH, Variables.CLIENT_CERT_PATH);
        giveBack(Variables.CLIENT_CERT_PATH, Variables.CLIENT_KEY_PATH);
    }

    private void giveBack(Variable<?> given, Variable<?> unlessGiven) {
        if (!values.containsKey(unlessGiven) && values.remove(given) != null) {
            passOver(sources.remove(given) + " is set alone, but a client certificate and its key come together.");
        }
    }

    private void hearProtocol() {
        String name = firstSet(OtelVariables.PROTOCOLS);
        String protocol = name == null ? null : text(name);
        if (name == null || protocol == null || closed.contains(Variables.ENDPOINT)) {
            return;
        }
        switch (protocol.toLowerCase(Locale.ROOT)) {
            case "http/json" -> {}
            case "http/protobuf" ->
                notes.add(name
                        + " is http/protobuf: Telltale speaks http/json, which receivers take at the same address.");
            case "grpc" -> passOverGrpc(name);
            default -> passOver(Variables.FORMAT.problem(name, protocol, "http/json, http/protobuf or grpc"));
        }
    }

    private void passOverGrpc(String protocol) {
        String endpoint = firstSet(OtelVariables.ENDPOINTS);
        warnings.add(protocol + " is grpc, which can't be spoken: " + OtelVariables.INSTEAD_OF_GRPC + "."
                + (endpoint == null ? "" : " " + endpoint + " is passed over."));
        closed.add(Variables.ENDPOINT);
    }

    /** A header wins over the API key, but nothing borrowed wins over what is ours. */
    private void letApiKeyWin(Set<Variable<?>> own) {
        if (own.contains(Variables.API_KEY) && values.containsKey(Variables.HEADERS)) {
            Map<String, String> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            others.putAll(Variables.HEADERS.requiredIn(values));
            others.remove("Authorization");
            Variables.HEADERS.put(Collections.unmodifiableMap(others), values);
        }
    }

    private void passOver(String sentence) {
        warnings.add(sentence + " It is passed over.");
    }

    private @Nullable String firstSet(List<String> names) {
        return names.stream().filter(name -> text(name) != null).findFirst().orElse(null);
    }

    private @Nullable String text(String name) {
        String text = environment.get(name);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
