/**
 * For tests of applications: {@link io.telltale.junit5.RecordedEvents} is a JUnit 5 extension that keeps what was told.
 * Needs {@code org.junit.jupiter:junit-jupiter-api} on the class path.
 */
@NullMarked
package io.telltale.junit5;

import org.jspecify.annotations.NullMarked;
