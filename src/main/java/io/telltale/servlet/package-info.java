/** Traces that go on from the callers of a Servlet application; needs the Servlet API 5 or newer. */
@NullMarked
package io.telltale.servlet;

import org.jspecify.annotations.NullMarked;
