package org.melange.spark.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.melange.spark.features.RowTexts;

/**
 * Computes rows of entities. Entities without a usable image whose texts are equal share one row,
 * as far as they are in one batch or the row was among the last that were used. Not thread-safe.
 */
final class RowSharing {

  private static final int KEPT = 256;
  private static final String OK = "ok";

  private final Function<List<Row>, List<byte[]>> compute;
  private final Map<Object, byte[]> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param compute gives the row of each of some entities with their features
   */
  RowSharing(Function<List<Row>, List<byte[]>> compute) {
    this.compute = compute;
  }

  /** The row of each entity of a batch. */
  List<byte[]> rows(List<Row> batch) {
    List<Object> keys = batch.stream().map(RowSharing::key).toList();
    Map<Object, byte[]> rows = new HashMap<>();
    Map<Object, Row> missing = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] row = recent.get(keys.get(i));
      if (row == null) {
        missing.putIfAbsent(keys.get(i), batch.get(i));
      } else {
        rows.put(keys.get(i), row);
      }
    }
    rows.putAll(computed(missing));
    keys.stream().filter(String.class::isInstance).forEach(key -> recent.put(key, rows.get(key)));
    return keys.stream().map(rows::get).toList();
  }

  private Map<Object, byte[]> computed(Map<Object, Row> missing) {
    Map<Object, byte[]> rows = new HashMap<>();
    if (!missing.isEmpty()) {
      Iterator<byte[]> computed = compute.apply(new ArrayList<>(missing.values())).iterator();
      missing.keySet().forEach(key -> rows.put(key, computed.next()));
    }
    return rows;
  }

  /** The text, if the row depends on nothing else; equal to no other key if it does. */
  private static Object key(Row entity) {
    return OK.equals(entity.getAs("image_status")) ? new Object() : RowTexts.ofEntity(entity);
  }
}
