/** The knowledge base on Spark: its files, mention extraction and candidate generation. */
package org.melange.spark.kb;
