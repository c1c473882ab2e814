package io.telltale;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault with every delivery, told in a table. */
@Tag("full")
class FullFaultMatrixTest {
    private static final FaultTable TABLE = new FaultTable();

    static Stream<Arguments> rows() {
        return FaultMatrix.of(FaultCatalogue.all());
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("rows")
    void theAccountIsExactAndAFaultThatEndsCostsNothing(Fault<?> fault, Delivery delivery, WireFormat format)
            throws Exception {
        TABLE.add(FaultRun.of(fault, delivery, format));
    }

    @ParameterizedTest
    @CsvSource({"ASYNC, JSON", "DEFERRED, OTLP", "SYNC, ZIPKIN"})
    void aHostNameThatIsNotFoundForAWhileCostsNothing(Delivery delivery, WireFormat format, @TempDir Path files)
            throws Exception {
        TABLE.add(NamelessHost.run(delivery, format, files));
    }

    @AfterAll
    static void write() throws IOException {
        TABLE.write("fault-matrix.md");
    }
}
