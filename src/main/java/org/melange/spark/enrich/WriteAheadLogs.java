package org.melange.spark.enrich;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.enrich.question.Answer;
import org.melange.enrich.question.AnswerRecordCodec;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Schemas;

/** Lists and reads the logs in a directory, including those of crashed tasks. */
final class WriteAheadLogs {

  private WriteAheadLogs() {}

  /** All log files below {@code directory}, which need not exist. */
  static List<String> list(String directory) {
    List<String> files = new ArrayList<>();
    try {
      Path path = new Path(directory);
      FileSystem fs = HadoopFiles.fileSystem(path);
      RemoteIterator<LocatedFileStatus> found = fs.listFiles(path, true);
      while (found.hasNext()) {
        Path file = found.next().getPath();
        if (file.getName().endsWith(WriteAheadFile.SYNCED)) {
          files.add(file.toString());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw HadoopFiles.failure("listing the logs in " + directory, e);
    }
    files.sort(null);
    return files;
  }

  /** The latest answer to each question in the logs below {@code directory}. */
  static Map<String, Answer> read(String directory) {
    Map<String, Answer> answers = new HashMap<>();
    for (String file : list(directory)) {
      for (Answer answer : readFile(file)) {
        answers.merge(answer.key(), answer, (a, b) -> b.at().isBefore(a.at()) ? a : b);
      }
    }
    return answers;
  }

  private static List<Answer> readFile(String file) {
    return AnswerRecordCodec.parseAll(bytes(file));
  }

  /** The content of a file as text. */
  static String text(String file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** The content of a file, up to its real end: the length of an unclosed file may be outdated. */
  static byte[] bytes(String file) {
    Path path = new Path(file);
    try (FSDataInputStream in = HadoopFiles.fileSystem(path).open(path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading the log " + file, e);
    }
  }

  /** Reads log files as rows of {@link Schemas#ANSWER}. */
  static final class Rows implements MapPartitionsFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<String> files) {
      return BatchingIterator.flatMap(
          files, file -> readFile(file).stream().map(AnswerCodec::toRow).toList());
    }
  }
}
