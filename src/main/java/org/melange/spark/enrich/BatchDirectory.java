package org.melange.spark.enrich;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.enrich.batch.BatchEntry;
import org.melange.enrich.batch.BatchJournal;
import org.melange.spark.io.HadoopFiles;

/**
 * Remembers batches in a folder of any file system, a small file each, called as their mark. A file
 * that was cut off still has its name, and that is enough to find the batch again.
 */
final class BatchDirectory implements BatchJournal {

  private static final String END = ".batch.json";
  private static final String LOST = ".lost.json";

  private final String folder;

  BatchDirectory(String folder) {
    this.folder = folder;
  }

  @Override
  public List<BatchEntry> open() {
    List<BatchEntry> entries = new ArrayList<>();
    try {
      Path path = new Path(folder);
      FileSystem fs = HadoopFiles.fileSystem(path);
      for (FileStatus file : fs.exists(path) ? fs.listStatus(path) : new FileStatus[0]) {
        String name = file.getPath().getName();
        if (name.endsWith(END)) {
          String mark = name.substring(0, name.length() - END.length());
          entries.add(BatchEntry.parse(mark, HadoopFiles.read(file.getPath().toString())));
        }
      }
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + folder, e);
    }
    entries.sort((a, b) -> a.mark().compareTo(b.mark()));
    return entries;
  }

  /** Whether there are batches that were set aside. */
  boolean hasLost() {
    try {
      Path path = new Path(folder + "/*" + LOST);
      FileStatus[] lost = HadoopFiles.fileSystem(path).globStatus(path);
      return lost != null && lost.length > 0;
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + folder, e);
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
    HadoopFiles.write(folder + "/" + entry.mark() + LOST, entry.toJson());
    remove(entry);
  }

  private String file(BatchEntry entry) {
    return folder + "/" + entry.mark() + END;
  }
}
