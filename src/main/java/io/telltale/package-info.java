/**
 * Telltale: put {@link io.telltale.Traced} on service methods, wrap the service with {@link io.telltale.Tracing#trace},
 * and every completed call is told at once to an HTTP endpoint.
 */
@NullMarked
package io.telltale;

import org.jspecify.annotations.NullMarked;
