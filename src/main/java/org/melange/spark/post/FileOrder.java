package org.melange.spark.post;

import static org.apache.spark.sql.functions.asc_nulls_last;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.ParsedPost;
import org.melange.run.JobException;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputFiles;
import org.melange.spark.io.HadoopFiles;

/**
 * The order of mentions and entities in the files of a data set, which the released code follows.
 * The positions are held on the driver.
 */
public final class FileOrder {

  private static final TypeReference<Map<String, Integer>> IDS = new TypeReference<>() {};
  private static final String POSITION = "file_position";
  private static final StructType SCHEMA =
      new StructType().add("id", DataTypes.StringType).add(POSITION, DataTypes.IntegerType);

  private FileOrder() {}

  /**
   * Mentions in the order of their records; files of a split by name.
   *
   * @param mentions with {@code post_id} and {@code mention_key}
   */
  public static Dataset<Row> mentions(Dataset<Row> mentions, DataSet data, String split) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    InputFiles.list(data.file(split), PostFormat.MIMIC.names()).files().stream()
        .sorted(Comparator.comparing(InputFile::path))
        .forEach(file -> addPosts(file.path(), positions));
    return positioned(mentions, "post_id", positions)
        .orderBy(asc_nulls_last(POSITION), col("mention_key"))
        .drop(POSITION);
  }

  /**
   * Entities in the order of their numbers in {@code qid2id.json}, MIMIC's index of entities.
   * Entities without a number, or all without that file, come last in the order of their QIDs.
   *
   * @param entities with {@code qid}
   */
  public static Dataset<Row> entities(Dataset<Row> entities, DataSet data) {
    return positioned(entities, "qid", numbers(data))
        .orderBy(asc_nulls_last(POSITION), length(col("qid")), col("qid"))
        .drop(POSITION);
  }

  private static Dataset<Row> positioned(
      Dataset<Row> rows, String key, Map<String, Integer> positions) {
    List<Row> pairs = new ArrayList<>();
    positions.forEach((id, position) -> pairs.add(RowFactory.create(id, position)));
    Dataset<Row> order = rows.sparkSession().createDataFrame(pairs, SCHEMA);
    return rows.join(order, col(key).equalTo(col("id")), "left").drop("id");
  }

  private static void addPosts(String file, Map<String, Integer> positions) {
    try (InputStream in = InputFiles.open(file)) {
      Iterator<ParsedPost> posts = MimicPostParser.parse(in);
      while (posts.hasNext()) {
        posts
            .next()
            .<Optional<String>>fold(
                accepted -> Optional.of(accepted.post().postId()),
                deleted -> Optional.empty(),
                rejected -> Optional.empty())
            .ifPresent(id -> positions.putIfAbsent(id, positions.size()));
      }
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }

  private static Map<String, Integer> numbers(DataSet data) {
    String file = data.directory() + "/qid2id.json";
    if (!HadoopFiles.exists(file)) {
      return Map.of();
    }
    try {
      return new ObjectMapper().readValue(HadoopFiles.read(file), IDS);
    } catch (JsonProcessingException e) {
      throw JobException.input(
          file + " is not a JSON object of numbers: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + file, e);
    }
  }
}
