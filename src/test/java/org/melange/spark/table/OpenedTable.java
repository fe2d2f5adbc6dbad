package org.melange.spark.table;

import org.melange.config.Settings;
import org.melange.link.row.EntityTable;
import org.melange.testing.LocalSpark;

/** Opens entity tables for tests, also outside of this package. */
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

  /** The row of an entity, [D]. */
  public static float[] row(EntityTable table, int index) {
    float[] row = new float[table.rows().length(index)];
    table.rows().read(index, 0, row, 0);
    return row;
  }
}
