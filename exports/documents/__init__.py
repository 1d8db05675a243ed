"""Documents of the agency in Word's format, in the layout of NĐ 30/2020/NĐ-CP. Pure: imports no Django."""
