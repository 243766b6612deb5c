"""The unlock page (mở khoá): who works here, and the password that opens the encrypted desk."""
