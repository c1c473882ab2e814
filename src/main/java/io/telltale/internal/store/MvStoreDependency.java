package io.telltale.internal.store;

import org.jspecify.annotations.Nullable;

/** H2's MVStore, which only those need who keep events on the disk. */
public final class MvStoreDependency {
    /** As the build has it. */
    static final String VERSION = "2.4.240";

    private MvStoreDependency() {}

    /** The sentence that names what is missing, or null when all is there. */
    public static @Nullable String missing(ClassLoader loader) {
        try {
            Class.forName("org.h2.mvstore.MVStore", false, loader);
            return null;
        } catch (ClassNotFoundException | LinkageError absent) {
            return "TELLTALE_STORE_DIR is set, but H2's MVStore is not on the class path: add the dependency"
                    + " com.h2database:h2-mvstore:" + VERSION + ", or unset TELLTALE_STORE_DIR.";
        }
    }
}
