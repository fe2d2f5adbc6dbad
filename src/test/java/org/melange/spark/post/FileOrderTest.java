package org.melange.spark.post;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

class FileOrderTest {

  @TempDir Path dir;

  private static Dataset<Row> named(String column, String... values) {
    return LocalSpark.session()
        .createDataset(List.of(values), Encoders.STRING())
        .toDF(column)
        .repartition(3, col(column));
  }

  private static List<String> values(Dataset<Row> rows, String column) {
    return rows.select(column).as(Encoders.STRING()).collectAsList();
  }

  private static String record(String id) {
    return "{\"id\":\"%s\",\"sentence\":\"A b.\",\"imgPath\":\"\",\"mentions\":\"b\"}"
        .formatted(id);
  }

  @Test
  void mentionsFollowTheRecordsOfTheirFiles() throws IOException {
    Files.writeString(
        dir.resolve("b_test.json"), "[" + record("z") + ",{\"id\":7}," + record("c") + "]");
    Files.writeString(dir.resolve("a_test.json"), "[" + record("m") + "," + record("b") + "]");
    Files.writeString(dir.resolve("a_dev.json"), "[" + record("c") + "]");
    Dataset<Row> mentions =
        named("post_id", "b", "c", "m", "other", "z")
            .withColumn("mention_key", concat(col("post_id"), lit("/0")));
    Dataset<Row> ordered = FileOrder.mentions(mentions, new DataSet(dir.toString()), "test");
    assertThat(values(ordered, "post_id")).containsExactly("m", "b", "z", "c", "other");
    assertThat(ordered.columns()).containsExactly(mentions.columns());
  }

  @Test
  void entitiesFollowTheIndexOfTheDataSet() throws IOException {
    DataSet data = new DataSet(dir.toString());
    Dataset<Row> entities = named("qid", "Q100", "Q2", "Q30", "Q4");
    assertThat(values(FileOrder.entities(entities, data), "qid"))
        .containsExactly("Q2", "Q4", "Q30", "Q100");
    Path index = dir.resolve("qid2id.json");
    Files.writeString(index, "{\"Q4\": 1, \"Q100\": 0, \"Q999\": 2}");
    assertThat(values(FileOrder.entities(entities, data), "qid"))
        .containsExactly("Q100", "Q4", "Q2", "Q30");
    Files.writeString(index, "[1, 2]");
    assertThatThrownBy(() -> FileOrder.entities(entities, data))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("qid2id.json is not a JSON object of numbers");
  }
}
