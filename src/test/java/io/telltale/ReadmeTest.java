package io.telltale;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows works as it is shown, and what it lists is what there is. */
class ReadmeTest {
    private static final Pattern TOP_LEVEL_TYPE =
            Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|interface|record) (\\w+)");

    /** Values that differ from run to run. */
    private static final Set<String> VOLATILE = Set.of(
            "host.name",
            "process.pid",
            "process.runtime.version",
            "os.type",
            "trace_id",
            "span_id",
            "start_time_unix_nano",
            "duration_nano");

    private static final ObjectMapper JSON = new ObjectMapper();

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @TempDir
    Path directory;

    interface Orders {
        @Traced
        String place(int id);
    }

    @Test
    void everyBlockOfJavaCompiles() throws Exception {
        compile(Readme.blocks("java"));
    }

    @Test
    void theStepsSendTheEventAndPrintTheLinesThatAreShown() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());
        Path classes = compile(Readme.blocks("java"));

        String printed = runShop(classes);

        assertThat(withoutFigures(printed)).contains(withoutFigures(shownLines()));
        JsonNode received =
                JSON.readTree(server.takeRequest(10, TimeUnit.SECONDS).getBody().utf8());
        assertThat(withoutVolatile(received)).isEqualTo(withoutVolatile(shownEvent()));
    }

    @Test
    void theProjectThatTakesTheJarConsistsOfTheSteps() throws Exception {
        Path sources = Path.of("src/it/first-event/src/main/java/shop");
        List<String> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(sources)) {
            for (Path file : found.toList()) {
                files.add(Files.readString(file));
            }
        }
        assertThat(Readme.blocks("java").stream().filter(block -> block.startsWith("package shop;")))
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void theTestThatIsShownIsOneThatRuns() throws Exception {
        assertThat(Readme.blocks("java"))
                .contains(Files.readString(Path.of("src/test/java/checkout/CheckoutTest.java")));
    }

    @Test
    void theDependencyIsThisProject() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String element : List.of("groupId", "artifactId", "version")) {
            Matcher own =
                    Pattern.compile("<" + element + ">.*?</" + element + ">").matcher(pom);
            assertThat(own.find()).isTrue();
            assertThat(Readme.blocks("xml").get(0)).contains(own.group());
        }
    }

    @Test
    void theJsonExampleIsWhatTheSchemaAllows() throws Exception {
        try (InputStream schema = Tracing.class.getResourceAsStream("telltale-events.schema.json")) {
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(schema)
                            .validate(shownEvent()))
                    .isEmpty();
        }
    }

    @Test
    void theTablesOfVariablesListEachOnceAndTheEightThatMatterFirst() {
        List<String> listed = Readme.rows("variable", "default").stream()
                .map(row -> Readme.code(row.get(0)).get(0))
                .toList();

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Variables.ALL.stream().map(Variable::name).toList());
        assertThat(listed.subList(0, 8))
                .containsExactlyInAnyOrder(
                        "TELLTALE_ENDPOINT",
                        "TELLTALE_API_KEY",
                        "TELLTALE_SERVICE_NAME",
                        "TELLTALE_ENVIRONMENT",
                        "TELLTALE_DELIVERY",
                        "TELLTALE_CAPTURE",
                        "TELLTALE_SAMPLE_RATE",
                        "TELLTALE_SSL_CERT_PATH");
    }

    @Test
    void theDefaultsAreThoseOfTheCode() {
        Map<String, String> shown = Readme.rows("variable", "default").stream()
                .collect(toMap(row -> Readme.code(row.get(0)).get(0), row -> row.get(1)));

        for (Variable<?> variable : Variables.ALL) {
            String cell = shown.get(variable.name());
            Object value = variable.in(Map.of());
            if (variable == Variables.STORE_MAX_BYTES) {
                assertThat(cell).isEqualTo("an eighth of the maximum heap, at most `256MiB`");
                assertThat(value).isEqualTo(Math.min(Runtime.getRuntime().maxMemory() / 8, 256L << 20));
            } else if (variable.writtenIn(Map.of()).isEmpty()) {
                assertThat(cell).as(variable.name()).isEqualTo("–");
            } else {
                String text = Readme.code(cell).get(0);
                assertThat(variable.read(text)).as(variable.name()).isEqualTo(value);
            }
        }
    }

    @Test
    void everyVariableThatIsMentionedExists() {
        Set<String> known = Variables.ALL.stream().map(Variable::name).collect(Collectors.toSet());
        assertThat(matches("TELLTALE_[A-Z_]*[A-Z]", Readme.text())).isSubsetOf(known);
        for (List<String> limit : Readme.rows("what", "at most", "set by `TELLTALE_…`")) {
            assertThat(Readme.code(limit.get(2)))
                    .allSatisfy(name -> assertThat(known).contains("TELLTALE_" + name));
        }
        for (Variable<?> variable :
                List.of(Variables.SSL_CERT_PATH, Variables.CLIENT_CERT_PATH, Variables.CLIENT_KEY_PATH)) {
            String other = variable.name().substring(Variables.PREFIX.length());
            assertThat(Readme.prose()).contains("`" + other + "` is read too");
            assertThat(variable.nameIn(Map.of(other, "file.pem"))).isEqualTo(other);
        }
    }

    @Test
    void theTableOfBorrowedVariablesListsThoseOfTheCodeInTheirOrder() {
        Map<String, List<String>> listed = Readme.rows("setting", "1st").stream()
                .collect(toMap(
                        row -> row.get(1).equals("–")
                                ? "–"
                                : Readme.code(row.get(1)).get(0),
                        row -> borrowedNames(row.get(2) + row.get(3))));
        Map<String, List<String>> expected = OtelVariables.ALL.stream()
                .collect(groupingBy(
                        each -> each.setting().name(),
                        collectingAndThen(
                                toList(),
                                each -> each.stream()
                                        .map(OtelVariables.StandIn::name)
                                        .distinct()
                                        .toList())));
        expected.put("–", OtelVariables.PROTOCOLS);

        assertThat(listed).isEqualTo(expected);
        assertThat(matches("OTEL_\\w+", Readme.text()))
                .isEqualTo(expected.values().stream().flatMap(List::stream).collect(Collectors.toSet()));
    }

    private static List<String> borrowedNames(String cells) {
        return Readme.code(cells).stream()
                .filter(name -> name.startsWith(OtelVariables.PREFIX))
                .distinct()
                .toList();
    }

    @Test
    void thePathsOfTheTableOfFormatsPickThem() {
        for (String format : List.of("otlp", "zipkin")) {
            Matcher path = Pattern.compile("`" + format + "`, path `…([^`]+)`").matcher(Readme.prose());
            assertThat(path.find()).as(format).isTrue();
            assertThat(WireFormat.of(URI.create("http://localhost:1" + path.group(1))))
                    .isEqualTo(WireFormat.valueOf(format.toUpperCase()));
        }
        for (List<String> row : Readme.rows("receiver", "`TELLTALE_ENDPOINT`, at its usual port")) {
            URI endpoint = URI.create(Readme.code(row.get(1)).get(0));
            String format = Readme.code(row.get(2)).get(0);
            assertThat(WireFormat.of(endpoint)).isEqualTo(WireFormat.valueOf(format.toUpperCase()));
        }
    }

    @Test
    void theBuiltInRedactedNamesAreThoseOfTheCode() {
        Matcher list = Pattern.compile("Built in: (.*?)\\. `TELLTALE_REDACT`").matcher(Readme.prose());
        assertThat(list.find()).isTrue();
        assertThat(Readme.code(list.group(1))).containsExactlyInAnyOrderElementsOf(Variables.ALWAYS_REDACTED);
    }

    @Test
    void theTableOfMetersListsWhatIsRegistered() {
        Map<String, String> listed = Readme.rows("meter", "kind", "tags").stream()
                .collect(toMap(
                        row -> Readme.code(row.get(0)).get(0),
                        row -> row.get(1) + " " + new TreeSet<>(Readme.code(row.get(2)))));

        Map<String, String> registered = metersOfADelivery().stream()
                .collect(toMap(meter -> meter.getId().getName(), ReadmeTest::kindAndTags, (one, same) -> one));

        assertThat(listed).isEqualTo(registered);
        // With a hyphen or "spring" it is a property of Spring's.
        assertThat(matches("`telltale\\.(?!input\\.|output|tag\\.|spring\\.)[a-z.]+(?![a-z-])", Readme.text()).stream()
                        .map(name -> name.substring(1))
                        .toList())
                .isSubsetOf(registered.keySet());
    }

    @Test
    void theStatesAndReasonsAreThoseOfTheEventsMeter() {
        List<Meter> events = metersOfADelivery().stream()
                .filter(meter -> meter.getId().getName().equals("telltale.events"))
                .toList();
        Set<String> reasons = Readme.rows("reason", "lost because").stream()
                .map(row -> Readme.code(row.get(0)).get(0))
                .collect(Collectors.toSet());

        assertThat(events)
                .extracting(meter -> meter.getId().getTag("state"))
                .containsOnly("recorded", "delivered", "spilled", "uploaded", "dropped");
        reasons.add("none");
        assertThat(events.stream().map(meter -> meter.getId().getTag("reason")).collect(Collectors.toSet()))
                .isEqualTo(reasons);
    }

    @Test
    void everyFileAndSectionThatIsLinkedExists() {
        Set<String> sections = matches("(?m)^#+ .*$", Readme.text()).stream()
                .map(heading -> heading.replaceFirst("#+ ", "")
                        .toLowerCase()
                        .replace("`", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
        Matcher links = Pattern.compile("]\\(([^)]+)\\)").matcher(Readme.text());
        while (links.find()) {
            String target = links.group(1);
            if (target.startsWith("#")) {
                assertThat(sections).contains(target.substring(1));
            } else if (!target.startsWith("https://")) {
                assertThat(Path.of(target)).exists();
            }
        }
    }

    private List<Meter> metersOfADelivery() {
        server.enqueue(new MockResponse.Builder().code(200).build());
        TracingConfig config = TracingConfig.builder()
                .endpoint(server.url("/events").toString())
                .shutdownHook(false)
                .storeDir(directory.resolve("undelivered"))
                .build();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Tracing tracing = Tracing.builder(config).meterRegistry(registry).build()) {
            tracing.trace(Orders.class, id -> "order " + id).place(7);
            assertThat(tracing.flush(Duration.ofSeconds(10))).isTrue();
            return registry.getMeters().stream()
                    .filter(meter -> meter.getId().getTag("le") == null) // a histogram's buckets
                    .toList();
        }
    }

    private static String kindAndTags(Meter meter) {
        Set<String> keys =
                meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
        assertThat(keys.remove("tracer"))
                .as("%s has the tag tracer", meter.getId())
                .isTrue();
        return meter.getId().getType().name().toLowerCase() + " " + keys;
    }

    /** Blocks with a top-level type are files; the others are statements, which find what they name around them. */
    private Path compile(List<String> blocks) throws Exception {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(
                List.of("-parameters", "-Xlint:all,-processing", "-Werror", "-proc:none", "-d", classes.toString()));
        arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        int fragments = 0;
        for (String block : blocks) {
            Matcher type = TOP_LEVEL_TYPE.matcher(block);
            boolean isFile = type.find();
            String name = isFile ? type.group(1) : "Fragment" + fragments++;
            Path file = sources.resolve(name + ".java");
            Files.writeString(file, isFile ? block : around(name, block));
            arguments.add(file.toString());
        }
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(exit)
                .as("the compiler's exit code; its messages are in this test's output")
                .isZero();
        return classes;
    }

    private static String around(String name, String statements) {
        return """
                import com.fasterxml.jackson.databind.ObjectMapper;
                import io.micrometer.core.instrument.MeterRegistry;
                import io.micrometer.core.instrument.Metrics;
                import io.micrometer.prometheusmetrics.*;
                import io.telltale.*;
                import java.net.URI;
                import java.net.http.*;
                import java.net.http.HttpResponse.BodyHandlers;
                import java.time.Duration;
                import java.util.concurrent.CompletableFuture;
                import java.util.concurrent.ExecutorService;
                import okhttp3.*;
                import org.slf4j.Logger;
                import shop.OrderService;

                abstract class %s {
                    interface Prices {
                        Object load();
                    }

                    interface Inbound {
                        String header(String name);
                    }

                    OrderService orders;
                    Prices prices;
                    EventStore ownStore;
                    MeterRegistry registry;
                    ObjectMapper mapper;
                    Inbound request;
                    Logger logger;
                    HttpClient httpClient;
                    Callback callback;
                    ExecutorService pool;
                    CompletableFuture<String> answerOfAClient;

                    void run(Tracing tracing) throws Exception {
                        %s
                    }
                }
                """.formatted(name, statements);
    }

    private String runShop(Path classes) throws Exception {
        Path printed = directory.resolve("printed.txt");
        ProcessBuilder shop = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx4g", // so that the store has its largest default, whatever the machine
                "-classpath",
                classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                "shop.Shop");
        shop.environment().keySet().removeIf(name -> name.startsWith("TELLTALE_") || name.startsWith("OTEL_"));
        shop.environment().putAll(shownVariables());
        shop.environment().put("TELLTALE_ENDPOINT", server.url("/events").toString());
        Process running =
                shop.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
        try {
            assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            running.destroyForcibly();
        }
        return Files.readString(printed);
    }

    private static String session() {
        return Readme.blocks("").stream()
                .filter(block -> block.contains("shop.Shop"))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> shownVariables() {
        return matches("TELLTALE_[A-Z_]+=\\S+", session()).stream()
                .collect(toMap(pair -> pair.replaceFirst("=.*", ""), pair -> pair.replaceFirst(".*?=", "")));
    }

    /** Without prompts, and without what goes before a message of the log, which is the provider's. */
    private static List<String> shownLines() {
        return session()
                .lines()
                .filter(line -> !line.startsWith("$"))
                .map(line -> line.replaceFirst("^[A-Z]+ io\\.telltale - ", ""))
                .toList();
    }

    private static List<String> withoutFigures(List<String> lines) {
        return lines.stream().map(ReadmeTest::withoutFigures).toList();
    }

    private static String withoutFigures(String text) {
        return text.replaceAll("\\d+", "N");
    }

    private static JsonNode shownEvent() throws Exception {
        return JSON.readTree(Readme.blocks("json").get(0));
    }

    private static JsonNode withoutVolatile(JsonNode body) {
        body.findParents("process.pid").forEach(ReadmeTest::blank);
        body.findParents("span_id").forEach(ReadmeTest::blank);
        return body;
    }

    private static void blank(JsonNode object) {
        ((ObjectNode) object).fieldNames().forEachRemaining(name -> {
            if (VOLATILE.contains(name)) {
                ((ObjectNode) object).put(name, "…");
            }
        });
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }
}
