/** The shared connection pool and TLS from PEM files. */
@NullMarked
package io.telltale.internal.http;

import org.jspecify.annotations.NullMarked;
