/**
 * Telltale in applications of Spring Boot 3 and 4: {@link io.telltale.Traced} counts on every bean, settings are {@code
 * telltale.*} properties, and nothing needs to be called.
 */
@NullMarked
package io.telltale.spring;

import org.jspecify.annotations.NullMarked;
