package org.melange.spark.table;

import org.melange.config.Settings;
import org.melange.link.row.EntityTable;
import org.melange.testing.LocalSpark;

/** Opens entity tables for tests outside of this package. */
public final class OpenedTable {

  private OpenedTable() {}

  /** The table in {@code folder}. */
  public static EntityTable of(String folder) {
    return EntityTables.ref(
            LocalSpark.session(),
            folder,
            EntityTables.files(folder),
            Settings.defaults().link().table(),
            Long.MAX_VALUE)
        .load();
  }
}
