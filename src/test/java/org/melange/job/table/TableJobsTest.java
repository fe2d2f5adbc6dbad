package org.melange.job.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.OutputOptions;
import org.melange.job.SmallWorld;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.OutputLease;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.StoreFixture;
import org.melange.spark.store.TwoDays;
import org.melange.testing.LocalSpark;

/** Copies and maintenance of Delta tables. */
class TableJobsTest {

  private static final String AWKWARD = "\"hi\",\nthen";

  private static Map<String, Row> links;
  private static String[] columns;

  @TempDir private Path dir;

  @BeforeAll
  static void readLinks() {
    links = new TreeMap<>();
    LinkStore store = LinkStore.open(LocalSpark.session(), TwoDays.delta());
    for (Row row : store.links().drop("bucket").collectAsList()) {
      links.put(row.getAs("post_id") + "/" + row.getAs("mention_id"), row);
      columns = row.schema().fieldNames();
    }
  }

  private Map<String, Object> copy(String... options) {
    return SmallWorld.run(
            new LinksJob(),
            Stream.concat(
                    Stream.of("--table", TwoDays.delta(), "--out", out().toString()),
                    Arrays.stream(options))
                .toArray(String[]::new))
        .values();
  }

  private Path out() {
    return dir.resolve("copy");
  }

  private String written() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(out().resolve("links"))) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("part-")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  @Test
  void aCopyInParquetHasTheRowsOfTheTable() {
    assertThat(copy("--partition-by", "date"))
        .containsEntry("mentions", 6L)
        .containsEntry("linked", 5L)
        .containsEntry("nil", 1L);
    List<Row> rows =
        LocalSpark.session()
            .read()
            .parquet(out().resolve("links").toString())
            .drop("date")
            .collectAsList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(links.values());
    assertThat(out().resolve("links/date=2026-11-29")).isDirectory();
    assertThat(HadoopFiles.manifest(out().toString(), "links").fact("table_version"))
        .hasValue(LinkStore.open(LocalSpark.session(), TwoDays.delta()).version());
  }

  @Test
  void aCopyInJsonLinesHasAllColumnsInEachLine() throws IOException {
    copy("--format", "jsonl");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : written().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSameSizeAs(links.values());
    for (JsonNode line : lines) {
      Row row = links.get(line.path("post_id").asText() + "/" + line.path("mention_id").asText());
      assertThat(line.fieldNames()).toIterable().containsExactly(columns);
      assertThat(line.path("mention").asText()).isEqualTo(row.<String>getAs("mention"));
      assertThat(line.path("qid").isNull()).isEqualTo(row.isNullAt(row.fieldIndex("qid")));
      assertThat(line.path("candidates").size())
          .isEqualTo(row.getList(row.fieldIndex("candidates")).size());
      assertThat(java.time.Instant.parse(line.path("linked_at").asText()))
          .isEqualTo(row.<java.sql.Timestamp>getAs("linked_at").toInstant());
    }
  }

  @Test
  void aCopyInCsvIsWhatTheStandardSays() throws IOException {
    copy("--format", "csv");
    List<List<String>> records = csv(written());
    List<String> header = List.of(columns);
    assertThat(records.stream().filter(record -> !record.equals(header)))
        .hasSameSizeAs(links.values())
        .allSatisfy(
            record -> {
              Row row = links.get(record.get(0) + "/" + record.get(1));
              for (String text : List.of("mention", "qid", "label", "post_hash", "extra")) {
                assertThat(record.get(header.indexOf(text))).isEqualTo(row.<String>getAs(text));
              }
              assertThat(new ObjectMapper().readTree(record.get(header.indexOf("candidates"))))
                  .hasSize(row.getList(row.fieldIndex("candidates")).size());
            });
    assertThat(records).anyMatch(record -> record.contains(AWKWARD));
  }

  /** The records of RFC 4180; a field that is empty and not quoted is null. */
  private static List<List<String>> csv(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> record = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean inside = false;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && inside && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        inside = !inside;
        quoted = true;
      } else if (!inside && (c == ',' || c == '\n')) {
        record.add(field.isEmpty() && !quoted ? null : field.toString());
        field.setLength(0);
        quoted = false;
        if (c == '\n') {
          records.add(record);
          record = new ArrayList<>();
        }
      } else {
        field.append(c);
      }
    }
    return records;
  }

  @Test
  void copiesAnEarlierVersion() {
    assertThat(copy("--table-version", "1"))
        .containsEntry("mentions", 5L)
        .containsEntry("table_version", "1");
    assertThatThrownBy(() -> copy("--table-version", "77", "--overwrite"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageEndingWith("has no version 77: the current one is 2");
  }

  @Test
  void noOutputIsWrittenOverTheTable() throws IOException {
    String table = TwoDays.delta();
    for (String out : List.of(table, table + "/copy", Path.of(table).getParent().toString())) {
      assertThatThrownBy(
              () -> SmallWorld.run(new LinksJob(), "--table", table, "--out", out, "--overwrite"))
          .hasMessageContaining(" or contains it");
    }
    Path copy = SmallWorld.copy(table, dir.resolve("links"));
    for (Path out : List.of(copy, dir)) {
      assertThatThrownBy(() -> OutputOptions.of(out.toString(), true).target())
          .hasMessageContaining(copy + " is a links table");
    }
  }

  @Test
  void maintenanceJoinsFilesAndExpiresVersions() throws IOException {
    String table = SmallWorld.copy(TwoDays.delta(), dir.resolve("table")).toString();
    LinkStore store = LinkStore.open(LocalSpark.session(), table);
    List<String> before = StoreFixture.links(store);
    List<Path> files = files(table);
    Map<String, Object> plan = maintain("--table", table, "--keep", "0s", "--plan");
    assertThat(files(table)).isEqualTo(files);
    Map<String, Object> done = maintain("--table", table, "--keep", "0s");
    assertThat(done)
        .containsEntry("files_before", plan.get("files_before"))
        .containsEntry("files_after", plan.get("files_after"));
    assertThat((Long) done.get("files_after")).isLessThan((Long) done.get("files_before"));
    assertThat((Long) done.get("versions_expired")).isPositive();
    assertThat(StoreFixture.links(store)).isEqualTo(before);
    assertThatThrownBy(
            () ->
                SmallWorld.run(
                    new LinksJob(),
                    "--table",
                    table,
                    "--table-version",
                    "1",
                    "--out",
                    out().toString()))
        .hasMessageContaining("has no version 1");
    Map<String, Object> again = maintain("--table", table, "--keep", "0s");
    assertThat(again)
        .containsEntry("files_after", done.get("files_after"))
        .containsEntry("files_before", done.get("files_after"))
        .containsEntry("versions_expired", 0L)
        .containsEntry("table_version", done.get("table_version"));
  }

  @Test
  void aTableThatIsUpdatedIsBusy() throws IOException {
    String table = SmallWorld.copy(TwoDays.delta(), dir.resolve("table")).toString();
    try (OutputLease lease = OutputLease.take(table, "annotate", line -> {})) {
      assertThat(lease.lost()).isEmpty();
      assertThatThrownBy(() -> maintain("--table", table))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BUSY));
    }
  }

  private static Map<String, Object> maintain(String... options) {
    return SmallWorld.run(new MaintainJob(), options).values();
  }

  private static List<Path> files(String table) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(table))) {
      return files.sorted().toList();
    }
  }
}
