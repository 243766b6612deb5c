"""The intake page (tiếp nhận hồ sơ): one officer, one citizen in front, one column to work down."""
