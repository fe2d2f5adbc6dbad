package org.melange.spark.post;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.run.JobException;
import org.melange.spark.input.InputFiles;
import org.melange.testing.LocalSpark;

/** Columns of posts in Parquet are checked before any row is read. */
class ParquetPostsTest {

  @TempDir private Path dir;

  private void write(String name, String... columns) {
    LocalSpark.session().range(1).selectExpr(columns).write().parquet(dir + "/in/" + name);
  }

  private void check() {
    String path = dir + "/in";
    ParquetPosts.check(LocalSpark.session(), path, InputFiles.list(path));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::check).isInstanceOf(JobException.class).hasMessageContaining(message);
  }

  @Test
  void acceptsPostsWithOtherColumnsAndOtherTypesOfNumbers() {
    write("a", "id as post_id", "'x' as text", "1.5 as weight");
    write(
        "b",
        "cast(id as int) as post_id",
        "'y' as text",
        "array(named_struct('text', 'n')) as mentions");
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"id as post_id, no column 'text'", "'x' as text, no column 'post_id'"})
  void namesAMissingColumn(String column, String message) {
    write("a", column);
    assertRefused(message);
  }

  @Test
  void aPartitionDirectoryIsAColumn() {
    write("post_id=7", "'x' as text");
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "true as post_id | 'x' as text; 'post_id' is boolean, not string or number or uuid",
        "id as post_id | id as text; 'text' is number, not string",
        "id as post_id | 'x' as text | 'x' as mentions; 'mentions' is string, not list",
        "id as post_id | 'x' as text | array('x') as mentions;"
            + " 'mentions.element' is string, not struct",
        "id as post_id | 'x' as text | array(named_struct('txt', 'a')) as mentions;"
            + " elements of 'mentions' have none of [text, start], only [txt]",
        "id as post_id | 'x' as text | array(named_struct('text', 'a', 'end', 'b')) as mentions;"
            + " 'mentions.end' is string, not number",
        "id as post_id | 'x' as text | 5 as images; 'images' is number",
        "id as post_id | 'x' as text | array(named_struct('size', 1)) as images;"
            + " elements of 'images' have none of [uri, url, path, file_name, bytes], only [size]"
      })
  void namesAColumnOfTheWrongType(String columns, String message) {
    write("a", columns.split(" \\| "));
    assertRefused(message);
  }

  @Test
  void namesTheTwoFilesThatConflict() {
    write("a", "id as post_id", "'x' as text");
    write("b", "id as post_id", "'x' as text", "1 as n");
    write("c", "id as post_id", "'x' as text", "'one' as n");
    assertThatThrownBy(this::check)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("column 'n' is number in ")
        .hasMessageContaining("/in/b/")
        .hasMessageContaining("but string in ")
        .hasMessageContaining("/in/c/");
  }
}
