package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Delta Kernel, which does not use Spark, reads the tables of a store. */
class OtherReaderTest {

  private final Engine engine = DefaultEngine.create(new Configuration());

  @Test
  void readsLinks() throws IOException {
    LinkStore store = LinkStore.open(LocalSpark.session(), TwoDays.delta());
    List<String> expected =
        store.links().collectAsList().stream()
            .map(
                row ->
                    List.of(
                            row.getAs("post_id"),
                            row.getAs("mention"),
                            String.valueOf(row.<String>getAs("qid")),
                            row.getAs("span_start"),
                            row.isNullAt(row.fieldIndex("score")) ? "-" : row.getAs("score"),
                            row.getList(row.fieldIndex("candidates")).size(),
                            row.<java.sql.Timestamp>getAs("linked_at").getTime())
                        .toString())
            .toList();
    assertThat(expected).hasSize(6);
    assertThat(rows(store.root() + "/links", OtherReaderTest::link))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String link(Row row) {
    StructType schema = row.getSchema();
    int score = schema.indexOf("score");
    int qid = schema.indexOf("qid");
    ArrayValue candidates = row.getArray(schema.indexOf("candidates"));
    return List.of(
            row.getString(schema.indexOf("post_id")),
            row.getString(schema.indexOf("mention")),
            row.isNullAt(qid) ? "null" : row.getString(qid),
            row.getInt(schema.indexOf("span_start")),
            row.isNullAt(score) ? "-" : row.getFloat(score),
            candidates.getSize(),
            row.getLong(schema.indexOf("linked_at")) / 1000)
        .toString();
  }

  @Test
  void readsTheStatesOfPosts() throws IOException {
    String table = LinkStore.open(LocalSpark.session(), TwoDays.delta()).root() + "/posts";
    assertThat(
            rows(
                table,
                row ->
                    row.getString(row.getSchema().indexOf("post_id"))
                        + " "
                        + row.getString(row.getSchema().indexOf("state"))))
        .containsExactlyInAnyOrder(
            "1 linked",
            "2 deleted",
            "3 linked",
            "4 no_mentions",
            "5 linked",
            "6 linked",
            "7 linked");
  }

  private List<String> rows(String table, Function<Row, String> text) throws IOException {
    Snapshot snapshot = Table.forPath(engine, table).getLatestSnapshot(engine);
    Scan scan = snapshot.getScanBuilder().build();
    Row state = scan.getScanState(engine);
    List<String> all = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            add(all, state, files.next(), text);
          }
        }
      }
    }
    return all;
  }

  private void add(List<String> all, Row state, Row file, Function<Row, String> text)
      throws IOException {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
    CloseableIterator<ColumnarBatch> physical =
        engine
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(status),
                ScanStateRow.getPhysicalDataReadSchema(engine, state),
                Optional.empty());
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, physical)) {
      while (batches.hasNext()) {
        batches.next().getRows().forEachRemaining(row -> all.add(text.apply(row)));
      }
    }
  }
}
