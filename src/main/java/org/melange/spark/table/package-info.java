/** Entity tables: encoding, writing, opening and broadcasting. */
package org.melange.spark.table;
