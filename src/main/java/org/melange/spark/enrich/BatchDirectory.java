package org.melange.spark.enrich;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.enrich.batch.BatchEntry;
import org.melange.enrich.batch.BatchJournal;
import org.melange.spark.io.HadoopFiles;

/**
 * Stores the open batches in a directory of any file system, in one file per batch. The file name
 * is the mark of the batch, so a truncated file is still enough to find the batch.
 */
final class BatchDirectory implements BatchJournal {

  private static final String END = ".batch.json";
  private static final String LOST = ".lost.json";

  private final String directory;

  BatchDirectory(String directory) {
    this.directory = directory;
  }

  @Override
  public List<BatchEntry> open() {
    List<BatchEntry> entries = new ArrayList<>();
    try {
      Path path = new Path(directory);
      FileSystem fs = HadoopFiles.fileSystem(path);
      for (FileStatus file : fs.exists(path) ? fs.listStatus(path) : new FileStatus[0]) {
        String name = file.getPath().getName();
        if (name.endsWith(END)) {
          String mark = name.substring(0, name.length() - END.length());
          entries.add(BatchEntry.parse(mark, HadoopFiles.read(file.getPath().toString())));
        }
      }
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + directory, e);
    }
    entries.sort(Comparator.comparing(BatchEntry::mark));
    return entries;
  }

  /** Whether batches were set aside as lost. */
  boolean hasLost() {
    try {
      Path path = new Path(directory + "/*" + LOST);
      FileStatus[] lost = HadoopFiles.fileSystem(path).globStatus(path);
      return lost != null && lost.length > 0;
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + directory, e);
    }
  }

  @Override
  public void write(BatchEntry entry) {
    HadoopFiles.write(file(entry), entry.toJson());
  }

  @Override
  public void remove(BatchEntry entry) {
    HadoopFiles.delete(file(entry));
  }

  @Override
  public void setAside(BatchEntry entry) {
    HadoopFiles.write(directory + "/" + entry.mark() + LOST, entry.toJson());
    remove(entry);
  }

  private String file(BatchEntry entry) {
    return directory + "/" + entry.mark() + END;
  }
}
