package io.telltale;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A few faults of each kind; {@link FullFaultMatrixTest} has all of them. */
class FaultMatrixTest {
    private static final FaultTable TABLE = new FaultTable();

    static Stream<Arguments> rows() {
        return FaultMatrix.of(FaultCatalogue.quick());
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("rows")
    void theAccountIsExactAndAFaultThatEndsCostsNothing(Fault<?> fault, Delivery delivery, WireFormat format)
            throws Exception {
        TABLE.add(FaultRun.of(fault, delivery, format));
    }

    @AfterAll
    static void write() throws IOException {
        TABLE.write("fault-matrix-quick.md");
    }
}
