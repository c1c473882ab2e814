package io.telltale;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may know whom, and what is done in one place only. */
class RoomsTest {
    private static final String ROOT = "io.telltale";
    private static final String ROOMS = "io.telltale.internal.";
    private static final String SPRING = "io.telltale.spring";
    private static final String SERVLET = "io.telltale.servlet";

    private static final String FOR_TESTS = "io.telltale.junit5";

    /** Each room, and the rooms it may know beside the root's values. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.of(
            "proxy", Set.of("capture"),
            "capture", Set.of("format"),
            "store", Set.of("delivery"),
            "delivery", Set.of("format", "http", "meters"),
            "format", Set.of(),
            "http", Set.of(),
            "meters", Set.of());

    static final Set<String> NAMES_OF_ROOMS = MAY_KNOW.keySet();

    private static final JavaClasses PRODUCTION =
            new ClassFileImporter().withImportOption(RoomsTest::isProduction).importPackages(ROOT);
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(location -> !isProduction(location))
            .importPackages(ROOT);

    /** The one file of the root that reaches into rooms: {@code Tracing}, its builder and what else is nested there. */
    private static final DescribedPredicate<JavaClass> FACE = file("io.telltale.Tracing");

    /** Run, not called: nobody knows it. */
    private static final DescribedPredicate<JavaClass> MAIN = file("io.telltale.Check");

    @Test
    void onlyTracingAndItsBuilderReachFromTheRootIntoRooms() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .and(not(FACE))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOMS + ".")
                .check(PRODUCTION);
    }

    @ParameterizedTest
    @FieldSource("NAMES_OF_ROOMS")
    void aRoomKnowsValuesAndTheRoomsBelowIt(String room) {
        DescribedPredicate<JavaClass> allowed = resideOutsideOfPackage(ROOT + "..")
                .or(resideInAPackage(ROOT).and(not(FACE)).and(not(MAIN)))
                .or(resideInAPackage(ROOMS + room));
        for (String below : MAY_KNOW.getOrDefault(room, Set.of())) {
            allowed = allowed.or(resideInAPackage(ROOMS + below));
        }
        classes()
                .that()
                .resideInAPackage(ROOMS + room)
                .should()
                .onlyDependOnClassesThat(allowed.as("are values or in %s", MAY_KNOW.get(room)))
                .allowEmptyShould(true)
                .check(PRODUCTION);
    }

    @Test
    void whatFrameworksAreGivenKnowsTheFaceAndValuesAndSpringsPartTheEngineToo() {
        DescribedPredicate<JavaClass> face = resideOutsideOfPackage(ROOT + "..")
                .or(resideInAPackage(ROOT).and(not(MAIN)))
                .or(resideInAPackage(SERVLET));
        DescribedPredicate<JavaClass> engine = file(ROOMS + "proxy.Tracer")
                .or(file(ROOMS + "proxy.TracedMethod"))
                .or(file(ROOMS + "proxy.Invocation"))
                .or(file(ROOMS + "proxy.AnnotatedClass"));
        classes()
                .that()
                .resideInAPackage(SERVLET)
                .should()
                .onlyDependOnClassesThat(face.as("are of the root"))
                .check(PRODUCTION);
        classes()
                .that()
                .resideInAPackage(SPRING)
                .should()
                .onlyDependOnClassesThat(
                        face.or(engine).or(resideInAPackage(SPRING)).as("are of the root, or the engine"))
                .check(PRODUCTION);
    }

    @Test
    void onlySpringsPartKnowsSpringAndOnlyWhatIsForServletsKnowsThem() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.aopalliance..", "reactor..")
                .check(PRODUCTION);
        noClasses()
                .that()
                .resideOutsideOfPackages(SPRING, SERVLET)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(PRODUCTION);
    }

    @Test
    void everyClassInsideIsInARoomOfTheDesign() {
        String[] rooms = NAMES_OF_ROOMS.stream().map(ROOMS::concat).toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(ROOMS + ".")
                .should()
                .resideInAnyPackage(rooms)
                .check(PRODUCTION);
    }

    @Test
    void nothingThatRunsInProductionKnowsWhatIsForTests() {
        noClasses()
                .that()
                .resideOutsideOfPackage(FOR_TESTS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FOR_TESTS, "org.junit..")
                .check(PRODUCTION);
    }

    @Test
    void whatIsForTestsGoesThroughTheFace() {
        noClasses()
                .that()
                .resideInAPackage(FOR_TESTS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOMS + ".")
                .check(PRODUCTION);
    }

    @Test
    void noFileImportsAnotherThatImportsItBack() {
        slices().assignedFrom(new FaceValuesAndRooms())
                .should()
                .beFreeOfCycles()
                .check(PRODUCTION);
    }

    @Test
    void everyPackageIsNullMarkedSoThatNullAwayLooksAtIt() {
        List<String> unmarked = new ArrayList<>();
        PRODUCTION.getPackage(ROOT).traversePackageTree(any -> true, (JavaPackage each) -> {
            if (!each.getClasses().isEmpty() && !each.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(each.getName());
            }
        });
        assertThat(unmarked).isEmpty();
    }

    @Test
    void loggingIsSlf4jAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.util.logging..",
                        "ch.qos.logback..",
                        "org.apache.logging..",
                        "org.apache.commons.logging..")
                .check(PRODUCTION);
    }

    @Test
    void onlyTheShutdownHookAndTheCheckThatIsRunSpeakOnAStandardStream() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.telltale\\.(ShutdownHook|Check)")
                .should(ACCESS_STANDARD_STREAMS)
                .check(PRODUCTION);
    }

    @Test
    void onlyTheConfigurationReadsTheEnvironment() {
        DescribedPredicate<JavaClass> configuration = file("io.telltale.TracingConfig");
        noClasses()
                .that(not(configuration))
                .should()
                .accessTargetWhere(isMethod(System.class, "getenv"))
                .check(PRODUCTION);
    }

    @Test
    void onlyTheCheckThatIsRunEndsTheProcess() {
        noClasses()
                .that(not(MAIN))
                .should()
                .accessTargetWhere(isMethod(System.class, "exit").or(isMethod(Runtime.class, "halt")))
                .check(PRODUCTION);
    }

    @Test
    void nothingSleeps() {
        for (JavaClasses each : List.of(PRODUCTION, TESTS)) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.telltale.demo..")
                    .should()
                    .accessTargetWhere(isMethod(Thread.class, "sleep").or(isMethod(TimeUnit.class, "sleep")))
                    .check(each);
        }
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.ClientManager(\\$.*)?") // the design's own name
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?)(\\$.*)?")
                .check(PRODUCTION);
    }

    private static boolean isProduction(Location location) {
        return !location.contains("/test-classes/");
    }

    /** A call or a reference, of any overload. */
    private static DescribedPredicate<JavaAccess<?>> isMethod(Class<?> owner, String name) {
        return describe(
                owner.getSimpleName() + "." + name,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && access.getTarget().getName().equals(name));
    }

    private static DescribedPredicate<JavaClass> file(String name) {
        return describe(
                "in the file of " + name,
                each -> each.getName().equals(name) || each.getName().startsWith(name + "$"));
    }

    /** The face knows rooms and values, rooms know values: taken apart like this, no circle may be left. */
    private static final class FaceValuesAndRooms implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass each) {
            if (FACE.test(each)) {
                return SliceIdentifier.of("the face");
            }
            if (MAIN.test(each)) {
                return SliceIdentifier.of("the main class");
            }
            return SliceIdentifier.of(each.getPackageName().equals(ROOT) ? "the values" : each.getPackageName());
        }

        @Override
        public String getDescription() {
            return "the main class, the face, the values and each room";
        }
    }
}
